import ArgumentParser
import Datasets
import DurableFiles
import Exporting
import Remedies
import Reports
import Runs
import Training

/// A run that goes on: the command that began it, with what may be changed as it is given now.
struct ResumedRun {
  let folder: RunFolder
  let checkpoint: RunCheckpoint
  /// The command that goes on.
  let command: TrainCommand

  /// - Parameters:
  ///   - request: The command that asks for it.
  ///   - given: The options on its command line.
  /// - Throws: `ValidationError` where an option has another value than the run was begun with.
  init(at path: String, request: TrainCommand, given: GivenOptions) throws {
    folder = RunFolder(path: path)
    checkpoint = try folder.readCheckpoint()
    var begun = try TrainCommand.begun(checkpoint.arguments, in: folder)
    begun = try begun.goingOn(by: request, given: given, raising: ["--epochs"])
    if let epochs = request.training.epochs, let before = begun.training.epochs {
      begun.training.epochs = try TrainCommand.raised(epochs, from: before, of: "--epochs")
    }
    // Whoever looks on is not left behind.
    begun.run.tensorboard = request.run.tensorboard || folder.hasEvents
    command = begun
  }

  /// Tells how to say where a file is that is not where the run was begun with it; any other error
  /// as it is.
  func locating(_ error: DatasetError) -> DatasetError {
    guard error.kind == .inputOutput, let file = error.file else { return error }
    let resume = ["equipoise", "train", "--resume", folder.path]
    let words: [String]
    if command.data.contains(file) {
      words = resume + command.data.map { $0 == file ? "NEWPATH" : $0 }
    } else if command.split.validation.contains(file) {
      words =
        resume
        + command.split.validation.flatMap { path in
          ["--validation", path == file ? "NEWPATH" : path]
        }
    } else if command.split.test.contains(file) {
      words = resume + command.split.test.flatMap { ["--test", $0 == file ? "NEWPATH" : $0] }
    } else {
      return error
    }
    var located = error
    let line = words.map(\.asPlainShellWord).joined(separator: " ")
    located.remedy = Remedy("if it has moved, say where it is now: \(line)")
    return located
  }

  /// Checks that the data are those the run was begun with.
  func check(_ data: DataFingerprint) throws {
    guard let difference = checkpoint.data.difference(of: data) else { return }
    throw DatasetError(
      .data, file: command.data.first,
      problem: "is not the data the run was begun with: it \(difference)",
      remedy: "give the same data, or begin another run with -o")
  }
}
