import LinearAlgebra
import Runs
import Training

extension TrainCommand {
  /// Who watches several models: shows how far they are, keeps what is done of them, and ends in
  /// order where that is asked for.
  ///
  /// - Parameter description: All that a checkpoint says of a model besides its parameters.
  func observer<Run: WatchedRun>(
    keepingIn writer: ModelSetWriter, showing monitor: ModelSetMonitor<Run>,
    description: @escaping @Sendable (Run, PreparedData) -> MultiTaskModel.Description
  ) -> ModelSetObserver<Run> {
    var observer = ModelSetObserver<Run>()
    observer.record = { try writer.record(of: $0) }
    observer.checkpoint = { writer.checkpoint(of: $0, on: $1) }
    observer.progress = monitor.show
    observer.finished = { record, model in
      try writer.keep(record, model)
      monitor.show(record)
    }
    observer.interval = checkpoints.checkpointEvery
    observer.save = { run, data, training in
      try writer.save(
        RunCheckpoint(
          arguments: [], data: data.fingerprint, description: description(run, data),
          training: training),
        of: run)
    }
    observer.isInterrupted = { Interruption.signal != nil }
    return observer
  }

  /// Who writes several models: of several ranks the first makes the folder, and the others join it.
  ///
  /// - Throws: Where that fails, or ranks are about to do different things.
  func writer(
    in folder: RunFolder, _ request: ModelSetRequest, goesOn: Bool
  ) throws -> ModelSetWriter {
    try RankStatement(arguments: request.arguments, data: request.data).check(on: Job.ranks)
    let own = try Job.agree {
      Job.ranks.leads ? try ModelSetWriter(folder, request: request, goesOn: goesOn) : nil
    }
    return own ?? ModelSetWriter(joining: folder)
  }

  /// The words of the command that begins several models: what was not given must stay so, or it
  /// would not be drawn, or follow from the table.
  var begunArguments: [String] { stated.flatMap(\.arguments) + ["--"] + data }
}
