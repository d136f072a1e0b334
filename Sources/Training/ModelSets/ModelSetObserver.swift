package import Datasets
package import Remedies

/// What others do while several models are trained side by side, all of which are kept. Called from
/// the threads that train, several at a time.
public struct ModelSetObserver<Run: Codable & Equatable & Sendable>: Sendable {
  /// What became of a model that is done already, with the model if there is one; nil where it is
  /// to be trained.
  public var record: @Sendable (Run) throws -> (ModelRecord<Run>, MultiTaskModel?)? = { _ in nil }
  /// Where a model is to go on, if it was begun already on these data.
  public var checkpoint: @Sendable (Run, DataFingerprint) -> TrainingCheckpoint? = { _, _ in nil }
  /// Called as a model goes on.
  public var progress: @Sendable (Run, TrainingProgress) -> Void = { _, _ in }
  /// Called when a model is done, or is found to be.
  public var finished: @Sendable (ModelRecord<Run>, MultiTaskModel?) throws -> Void = { _, _ in }
  /// How often `save` is called.
  public var interval = CheckpointInterval.never
  /// Keeps a checkpoint of a model on its way.
  public var save: @Sendable (Run, PreparedData, TrainingCheckpoint) throws -> Void = { _, _, _ in }
  /// Asked after every step whether all is to be saved and end there.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Asked before a model begins whether it may, with the records so far; the first may always.
  public var mayBegin: @Sendable ([ModelRecord<Run>]) -> Bool = { _ in true }

  /// Nobody watches.
  public init() {}
}

extension Trainer {
  /// Trains one of several models under the eyes of who watches all of them.
  ///
  /// - Parameters:
  ///   - rows: The rows that judge it.
  ///   - reading: How the table was read.
  ///   - names: What parameters are called where it is told why it failed.
  ///   - isOver: Whether another one has failed, so that this one should end.
  /// - Throws: As `fit`, but where the model diverges or its scheme cannot weigh these losses.
  package func outcome<Run>(
    of run: Run, on data: PreparedData, judging rows: [Int32], observer: ModelSetObserver<Run>,
    reading: ReadingOptions, naming names: any ParameterNaming, isOver: () -> Bool
  ) throws -> (outcome: RunOutcome, model: MultiTaskModel?) {
    let checkpoint = observer.checkpoint(run, data.fingerprint)
    return try withoutActuallyEscaping(isOver) { isOver in
      var watching = TrainingObserver()
      watching.progress = { observer.progress(run, $0) }
      watching.interval = observer.interval
      watching.save = { try observer.save(run, data, $0) }
      watching.isInterrupted = { observer.isInterrupted() || isOver() }
      return try outcome(
        on: data, judging: rows, from: checkpoint, observer: watching, reading: reading,
        naming: names)
    }
  }
}
