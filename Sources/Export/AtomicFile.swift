public import Foundation

/// A file that is either there as it was, or there as a whole.
public struct AtomicFile: Sendable {
  /// Where it is.
  public let path: String

  /// A file that may or may not exist.
  public init(path: String) {
    self.path = path
  }

  /// Writes beside its place, then moves there. A link is followed; a device or a pipe is written
  /// to, since moving a file onto it would put it in its stead.
  public func write(_ data: Data) throws(FileError) {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    let type = attributes?[.type] as? FileAttributeType
    do {
      try data.write(to: place, options: type == nil || type == .typeRegular ? .atomic : [])
    } catch {
      throw FileError(path: path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }
}
