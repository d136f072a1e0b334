package import DurableFiles
internal import Foundation

/// Writes an event file while it is read: what is appended is there for every reader at once, as
/// nothing is kept back. It is for looking on, and need not outlast a crash: nothing waits for the
/// disk.
package struct EventWriter {
  private let path: String
  private let handle: FileHandle

  /// Begins a file, in the stead of the one that is there.
  ///
  /// - Parameters:
  ///   - steps: The steps so far.
  ///   - begun: When it was begun, in seconds since 1970.
  /// - Throws: `FileError` where it cannot be written.
  package init(
    path: String, steps: [ScalarStep], begun: Double
  ) throws(FileError) {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path, errno: errno) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try write { try EventFile.encode(steps, begun: begun) }
  }

  /// Appends further steps.
  ///
  /// - Throws: `FileError` where they cannot be written.
  package func append(_ steps: [ScalarStep]) throws(FileError) {
    try write { try EventFile.encode(steps) }
  }

  private func write(_ bytes: () throws -> Data) throws(FileError) {
    do {
      try handle.write(contentsOf: bytes())
    } catch {
      throw .unwritable(path, error)
    }
  }
}
