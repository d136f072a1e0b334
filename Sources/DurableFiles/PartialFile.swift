internal import Foundation

/// Where a file is written until it is complete: beside its place, so that moving it there is one
/// step. What a crash leaves is a whole file, the earlier one or the new one.
package struct PartialFile: Sendable {
  /// Where it is written.
  package let path: String
  /// Where it belongs.
  package let place: String

  /// A name beside the place that no other file has.
  package init(beside place: String) {
    self.place = place
    path = "\(place)\(Self.mark)\(String(UInt64.random(in: 0 ... .max), radix: 36))"
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
