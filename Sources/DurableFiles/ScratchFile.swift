internal import Foundation

/// A file of numbers that is of use to this process alone: its name is gone as soon as it is open,
/// so that nothing is left of it however the process ends.
package final class ScratchFile: Sendable {
  private let descriptor: CInt
  /// What an error calls it: the folder that it takes room in.
  private let folder: String

  /// An empty file.
  ///
  /// - Parameter folder: Where it takes room.
  package init(in folder: String) throws(FileError) {
    self.folder = folder
    let path = PartialFile.name(beside: "\(folder)/equipoise")
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(folder, errno: errno) }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// Writes numbers.
  ///
  /// - Parameter place: How many numbers stand before them.
  package func write(_ words: [UInt32], at place: Int) throws(FileError) {
    let width = MemoryLayout<UInt32>.stride
    var done = 0
    while done < words.count * width {
      let count = words.withUnsafeBytes { bytes in
        pwrite(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done,
          off_t(place * width + done))
      }
      guard count > 0 || errno == EINTR else { throw .unwritable(folder, errno: errno) }
      done += max(count, 0)
    }
  }

  /// Reads numbers behind those that are there.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - place: How many stand before them in the file.
  package func read(_ count: Int, at place: Int, into words: inout [UInt32]) throws(FileError) {
    let width = MemoryLayout<UInt32>.stride
    let start = words.count
    words.append(contentsOf: repeatElement(0, count: count))
    var done = 0
    while done < count * width {
      let found = words.withUnsafeMutableBytes { bytes in
        pread(
          descriptor, bytes.baseAddress.map { $0 + start * width + done }, count * width - done,
          off_t(place * width + done))
      }
      guard found > 0 || found < 0 && errno == EINTR else {
        throw FileError(
          path: folder,
          problem: "a file of rows in it cannot be read: "
            + (found == 0 ? "it is too short" : SystemReason(code: errno).text))
      }
      done += max(found, 0)
    }
  }
}
