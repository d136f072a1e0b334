public import Foundation

/// A file that is either there as it was, or there as a whole, whatever happens meanwhile.
public struct AtomicFile: Sendable {
  /// Where it is.
  public let path: String

  /// A file that may or may not exist.
  public init(path: String) {
    self.path = path
  }

  /// Writes beside its place, waits until the bytes are on the disk, and moves there. A link is
  /// followed; a device or a pipe is written to, since moving a file onto it would put it in its
  /// stead.
  ///
  /// - Throws: `FileError`; what was there is then as it was, and nothing else is left behind.
  public func write(_ data: Data) throws(FileError) {
    try write([data])
  }

  /// Writes the pieces one after the other, as `write` does.
  package func write(_ pieces: [Data]) throws(FileError) {
    guard let partial = PartialFile(replacing: path) else {
      return try append(pieces, to: open(path, O_WRONLY | O_CLOEXEC))
    }
    do throws(FileError) {
      let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      // Whom the file was open to it stays open to.
      var status = stat()
      if descriptor >= 0, stat(path, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
      try append(pieces, to: descriptor)
      try partial.put()
    } catch {
      partial.discard()
      throw error.renamed(to: path)
    }
  }

  /// Writes to an open file and closes it.
  private func append(_ pieces: [Data], to descriptor: CInt) throws(FileError) {
    guard descriptor >= 0 else { throw .unwritable(path, errno: errno) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      for piece in pieces { try handle.write(contentsOf: piece) }
      try handle.close()
    } catch {
      throw .unwritable(path, error)
    }
  }
}
