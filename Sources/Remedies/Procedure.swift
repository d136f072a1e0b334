/// Something to be done with the library that messages name.
public enum Procedure: Codable, Equatable, Sendable {
  /// Goes on with the unfinished run of a folder until it is complete.
  case finishRun(path: String)
  /// Takes the best epoch so far out of the unfinished run of a folder.
  case exportBestEpoch(path: String)
  /// Fits a model to all rows of the cross-validation of a folder.
  case refit(path: String)
  /// Trains and leaves a run in a folder.
  case writeRun
  /// Tells what a balancing scheme computes weights from.
  case describeSchemes
}
