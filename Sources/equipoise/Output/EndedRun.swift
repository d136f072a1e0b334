import Export
import Training

/// A run that ended on its way: why, and what is left of it.
struct EndedRun: Error, CustomStringConvertible {
  let folder: RunFolder
  let error: TrainingError
  /// Whether someone asked for it.
  let isInterrupted: Bool

  /// Nil for an error that is none of training itself.
  init?(folder: RunFolder, error: any Error) {
    guard let error = error as? TrainingError else { return nil }
    switch error {
    case .interrupted: isInterrupted = true
    case .diverged: isInterrupted = false
    default: return nil
    }
    self.folder = folder
    self.error = error
  }

  var description: String {
    if !folder.isUnderWay { return "\(error); nothing of it was saved" }
    if isInterrupted {
      return "\(error); go on with: equipoise train --resume \(folder.path)"
    }
    return "\(error)\nThe last good checkpoint is kept: `equipoise export \(folder.path) -o FILE` "
      + "writes the model of its best epoch."
  }
}
