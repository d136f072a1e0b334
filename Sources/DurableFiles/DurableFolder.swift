internal import CFolderExchange
internal import Foundation
internal import Remedies

/// A folder whose changes reach the disk when they are said to.
package struct DurableFolder: Sendable {
  /// Its path, without slashes at its end.
  package let path: String

  /// A folder that may or may not exist.
  package init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The folder that holds something. Found by hand: Foundation's `deletingLastPathComponent` traps
  /// on a path of one character.
  package init(holding path: String) {
    let inner = DurableFolder(path: path).path
    guard let slash = inner.lastIndex(of: "/") else {
      self.init(path: ".")
      return
    }
    self.init(path: slash == inner.startIndex ? "/" : String(inner[..<slash]))
  }

  /// Makes sure that something can be written to it.
  ///
  /// - Throws: `FileError` where it is no folder, or one that is not to be written to.
  package func requireWritable() throws(FileError) {
    var isFolder: ObjCBool = false
    let manager = FileManager.default
    guard manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
      manager.isWritableFile(atPath: path)
    else {
      throw FileError(
        path: path, problem: "is not a folder that can be written to",
        remedy: Remedy("choose another \(.path)"))
    }
  }

  /// Makes the folder, and those above it that are missing.
  package func create() throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path, error)
    }
    try DurableFolder(holding: path).synchronise()
  }

  /// Waits until the names in it are on the disk.
  package func synchronise() throws(FileError) {
    try Self.synchronise(path, as: path)
  }

  /// Puts the folder, which is complete, where another one may be, which then takes its place: in
  /// one step where the file system can. Where it cannot the other one is out of its place between
  /// two steps, and comes back if the second fails.
  package func exchange(with other: DurableFolder) throws(FileError) {
    guard access(other.path, F_OK) == 0 else {
      guard rename(path, other.path) == 0 else { throw .unwritable(other.path, errno: errno) }
      return try DurableFolder(holding: other.path).synchronise()
    }
    if ex_exchange(path, other.path) != 0 {
      guard errno == EINVAL || errno == ENOSYS else {
        throw .unwritable(other.path, errno: errno)
      }
      try exchangeInSteps(with: other)
    }
    try DurableFolder(holding: other.path).synchronise()
  }

  /// Changes places with another folder in two steps, as where the file system has no single one;
  /// the other one comes back if the second fails.
  package func exchangeInSteps(with other: DurableFolder) throws(FileError) {
    let aside = "\(path).old"
    guard rename(other.path, aside) == 0 else { throw .unwritable(other.path, errno: errno) }
    guard rename(path, other.path) == 0 else {
      let code = errno
      rename(aside, other.path)
      throw .unwritable(other.path, errno: code)
    }
    rename(aside, path)
  }

  /// Waits until a file, or the names in a folder, are on the disk.
  ///
  /// - Parameter name: What an error calls it.
  static func synchronise(_ path: String, as name: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(name, errno: errno) }
    defer { close(descriptor) }
    // Some file systems have nothing to synchronise of a folder, and say so.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .unwritable(name, errno: errno)
    }
  }
}
