public import Foundation

/// A file that is either there as it was, or there as a whole.
public struct AtomicFile: Sendable {
  /// Where it is.
  public let path: String

  /// A file that may or may not exist.
  public init(path: String) {
    self.path = path
  }

  /// Writes beside its place, then moves there.
  public func write(_ data: Data) throws(FileError) {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }
}
