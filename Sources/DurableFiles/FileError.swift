internal import Foundation

/// A file or folder that cannot be read or written.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let problem: String
  /// What to do about it.
  public var remedy: String?

  /// An error of a file or a folder.
  public init(path: String, problem: String, remedy: String? = nil) {
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// One line: the path, the problem, the remedy.
  public var description: String {
    "\(path): \(problem)" + (remedy.map { "; \($0)" } ?? "")
  }
}

extension FileError {
  /// A file that cannot be written, for the reason an error gives.
  package static func unwritable(_ path: String, _ error: any Error) -> FileError {
    unwritable(path, SystemReason(error))
  }

  /// A file that cannot be written, for the reason of the last call of the system.
  package static func unwritable(_ path: String, errno code: Int32) -> FileError {
    unwritable(path, SystemReason(code: code))
  }

  private static func unwritable(_ path: String, _ reason: SystemReason) -> FileError {
    FileError(
      path: path, problem: "cannot be written: \(reason.text)", remedy: reason.writingRemedy)
  }
}
