internal import Foundation
public import Remedies

/// A file or folder that cannot be read or written.
public struct FileError: Error, Equatable, Sendable, Worded {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let problem: String
  /// What to do about it.
  public var remedy: Remedy?
  /// The operating system's number of what it refused, such as `EACCES`; nil where it did not.
  public var systemCode: Int32?

  /// An error of a file or a folder, with a remedy that anyone can follow, or without one.
  public init(path: String, problem: String, remedy: String? = nil) {
    self.init(path: path, problem: problem, remedy: remedy.map { Remedy($0) })
  }

  /// An error of a file or a folder.
  public init(path: String, problem: String, remedy: Remedy?, systemCode: Int32? = nil) {
    self.path = path
    self.problem = problem
    self.remedy = remedy
    self.systemCode = systemCode
  }

  /// One line: the path, the problem, the remedy.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    "\(path): \(problem)" + (remedy?.text(naming: names).map { "; \($0)" } ?? "")
  }
}

extension FileError {
  /// The same of another path, which who asked knows.
  package func renamed(to path: String) -> FileError {
    FileError(path: path, problem: problem, remedy: remedy, systemCode: systemCode)
  }

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
      path: path, problem: "cannot be written: \(reason.text)",
      remedy: reason.writingRemedy.map { Remedy($0) }, systemCode: reason.code)
  }
}
