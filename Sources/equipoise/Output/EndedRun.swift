import DurableFiles
import Export
import Training

/// A run that ended on its way, and of which something is left.
struct EndedRun: Error, CustomStringConvertible {
  let folder: RunFolder
  let error: any Error
  /// Whether a checkpoint of it was saved.
  let hasSaved: Bool

  /// Whether someone asked for it.
  var isInterrupted: Bool {
    if case TrainingError.interrupted = error { true } else { false }
  }

  var description: String { "\(error)" + (hasSaved ? whatIsLeft : whatIsLost) }

  private var whatIsLost: String {
    isInterrupted ? "; nothing of it was saved" : ""
  }

  private var whatIsLeft: String {
    switch error {
    case TrainingError.interrupted:
      "; go on with: equipoise train --resume \(folder.path)"
    case TrainingError.diverged:
      "\nThe last good checkpoint is kept: `equipoise export \(folder.path) -o FILE` writes the model "
        + "of its best epoch."
    case is FileError:
      "\nThe last checkpoint is kept; go on with: equipoise train --resume \(folder.path)"
    default: ""
    }
  }
}
