/// A file or folder that cannot be read or written.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let problem: String
  /// What to do about it.
  public var remedy: String?

  /// One line: the path, the problem, the remedy.
  public var description: String {
    "\(path): \(problem)" + (remedy.map { "; \($0)" } ?? "")
  }
}

/// A file that is there but holds no usable model.
public struct ModelReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let reason: String

  /// One line: the path and the reason.
  public var description: String { "\(path): \(reason)" }
}
