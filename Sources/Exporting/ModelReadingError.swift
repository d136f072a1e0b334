internal import DurableFiles
package import Foundation

/// A file that is there but holds no usable model.
public struct ModelReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// What is wrong with it.
  public let reason: String

  /// Reads a file, and names it where what it holds cannot be used.
  ///
  /// - Throws: `FileError` where it cannot be read, `ModelReadingError` for what `decode` throws.
  package static func naming<Contents>(
    _ path: String, _ decode: (Data) throws -> Contents
  ) throws -> Contents {
    let data = try StoredFile(path: path).read()
    do {
      return try decode(data)
    } catch {
      throw ModelReadingError(path: path, reason: "\(error)")
    }
  }

  /// An error of a file.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One line: the path and the reason.
  public var description: String { "\(path): \(reason)" }
}
