internal import Foundation
internal import Remedies

/// Keeps other processes from writing to a folder, as far as they ask for its lock too. The system
/// takes it back when the process ends, however it ends.
package final class FolderLock: Sendable {
  private let descriptor: CInt
  private let path: String

  /// The name of the file that is locked.
  package static let name = "lock"

  /// Takes the lock of a folder that exists.
  ///
  /// - Throws: `FileError` where another process has it.
  package init(of folder: String) throws(FileError) {
    path = "\(folder)/\(Self.name)"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path, errno: errno) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    // A file system that has no locks cannot keep anyone out, but is none the worse for writing to.
    let code = errno
    if code == EWOULDBLOCK {
      close(descriptor)
      throw FileError(
        path: folder, problem: "is being written by another process",
        remedy: Remedy("wait until that one has ended"), systemCode: code)
    }
  }

  deinit {
    close(descriptor)
  }

  /// Removes the file; the lock holds until this value goes.
  package func removeFile() {
    unlink(path)
  }
}
