internal import DurableFiles
internal import EventFiles
internal import Foundation
internal import Training

/// The event file of a run on its way, for TensorBoard to look on.
struct RunEvents {
  private let file: EventWriter
  /// When the run would have begun if it had never been interrupted, in seconds since 1970.
  private let beginning: Double
  /// The number of epochs in the file.
  private var count: Int

  /// Begins the file with the epochs so far, the last of which ends now.
  init(path: String, history: History) throws(FileError) {
    beginning = Date().timeIntervalSince1970 - history.seconds
    count = history.epochs.count
    file = try EventWriter(
      path: path, steps: history.scalarSteps(from: beginning), begun: beginning)
  }

  /// Appends the epochs that the file does not have.
  mutating func append(_ history: History) throws(FileError) {
    try file.append(history.scalarSteps(after: count, from: beginning))
    count = history.epochs.count
  }

  /// The same file as a whole.
  func encode(_ history: History) throws -> Data {
    try EventFile.encode(history.scalarSteps(from: beginning), begun: beginning)
  }
}
