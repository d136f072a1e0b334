public import Foundation

/// Reads whole files into memory, as far as there is memory for them.
public struct StoredFile: Sendable {
  /// Where it is.
  public let path: String

  /// A file that may or may not exist.
  public init(path: String) {
    self.path = path
  }

  /// The file's bytes.
  ///
  /// - Throws: `FileError` where it cannot be read, is no regular file, which might never end, or
  ///   has more bytes than the machine has memory.
  public func read() throws(FileError) -> Data {
    do {
      let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      let attributes = try FileManager.default.attributesOfItem(atPath: place.path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw FileError(path: path, problem: "is not a regular file")
      }
      let size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
      guard size <= ProcessInfo.processInfo.physicalMemory else {
        throw FileError(
          path: path, problem: "has \(size) bytes, more than this machine has memory")
      }
      return try Data(contentsOf: place)
    } catch let error as FileError {
      throw error
    } catch {
      let reason = SystemReason(error)
      throw FileError(
        path: path, problem: "cannot be read: \(reason.text)", remedy: nil,
        systemCode: reason.code)
    }
  }
}
