/// A file that is there but holds no usable model.
public struct ModelReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let reason: String

  /// An error of a file.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One line: the path and the reason.
  public var description: String { "\(path): \(reason)" }
}
