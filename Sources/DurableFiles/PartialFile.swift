internal import Foundation

/// Where a file is written until it is complete: beside its place, so that moving it there is one
/// step. What a crash leaves is a whole file, the earlier one or the new one.
package struct PartialFile: Sendable {
  /// Where it is written.
  package let path: String
  /// Where it belongs.
  package let place: String

  /// A name that no other file has, beside where a path leads in the end; nil where that is a
  /// folder, a device or a pipe. Moving a file onto one of these, or onto a link, would put it in
  /// their stead.
  package init?(replacing path: String) {
    var status = stat()
    var place = path
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      if let resolved = realpath(path, nil) {
        place = String(cString: resolved)
        free(resolved)
      }
    }
    self.place = place
    self.path = Self.name(beside: place)
  }

  /// A name beside a place that no other file has.
  static func name(beside place: String) -> String {
    "\(place)\(mark)\(String(UInt64.random(in: 0 ... .max), radix: 36))"
  }

  /// What the names of partial files have behind those of their places.
  package static let mark = ".partial-"

  /// Waits until the bytes are on the disk, moves the file to its place, and waits until that is on
  /// the disk too: the name never gets there before the bytes.
  package func put() throws(FileError) {
    try DurableFolder.synchronise(path, as: place)
    guard rename(path, place) == 0 else { throw .unwritable(place, errno: errno) }
    try DurableFolder(holding: place).synchronise()
  }

  /// Removes what was written.
  package func discard() {
    unlink(path)
  }
}
