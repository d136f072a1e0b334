internal import CLibrary

/// The bytes of a source as they are stored, read in blocks. Only one copy of the value may read.
struct RawBytes: Sendable {
  /// The name of the source in messages.
  let name: String
  /// The size of the whole source, if known beforehand.
  let totalCount: Int?
  /// How many bytes have been handed out.
  private(set) var position = 0

  private enum Origin {
    case descriptor(Descriptor)
    case memory([UInt8])
  }
  private let origin: Origin

  init(_ source: TableSource) throws(DatasetError) {
    name = source.name
    switch source {
    case .file(let path):
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Self.failure("cannot be opened", errno, path) }
      origin = .descriptor(Descriptor(number: descriptor, isOwned: true))
      totalCount = Self.fileSize(descriptor)
    case .standardInput:
      origin = .descriptor(Descriptor(number: STDIN_FILENO, isOwned: false))
      totalCount = Self.fileSize(STDIN_FILENO)
    case .bytes(_, let bytes):
      origin = .memory(bytes)
      totalCount = bytes.count
    }
  }

  /// Fills the block from a position on, as far as bytes are left, and returns how many there were.
  mutating func read(into block: inout [UInt8], from start: Int = 0) throws(DatasetError) -> Int {
    var filled = start
    switch origin {
    case .memory(let bytes):
      filled += min(block.count - start, bytes.count - position)
      block.replaceSubrange(start..<filled, with: bytes[position..<position + filled - start])
    case .descriptor(let descriptor):
      while filled < block.count {
        let room = block.count - filled
        let count = block.withUnsafeMutableBytes { buffer in
          readBytes(descriptor.number, buffer.baseAddress.map { $0 + filled }, room)
        }
        if count == 0 { break }
        if count > 0 {
          filled += count
        } else if errno != EINTR {
          throw Self.failure("cannot be read", errno, name)
        }
      }
    }
    position += filled - start
    return filled - start
  }

  private static func failure(_ what: String, _ code: Int32, _ name: String) -> DatasetError {
    let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    var error = DatasetError(.inputOutput, file: name, problem: "\(what): \(reason)")
    error.systemCode = code
    return error
  }

  /// The size of a file, by its end; nil where there is none, as of a pipe, a device or a folder.
  private static func fileSize(_ descriptor: Int32) -> Int? {
    let here = lseek(descriptor, 0, SEEK_CUR)
    guard here >= 0 else { return nil }
    let end = lseek(descriptor, 0, SEEK_END)
    guard lseek(descriptor, here, SEEK_SET) == here, 0 < end, end < 1 << 60 else { return nil }
    return Int(end)
  }
}

/// An open file, which is closed when nobody needs it any more.
private final class Descriptor: Sendable {
  let number: Int32
  private let isOwned: Bool

  init(number: Int32, isOwned: Bool) {
    self.number = number
    self.isOwned = isOwned
  }

  deinit {
    if isOwned { close(number) }
  }
}

/// The system's call, whose name is that of the method which makes it.
private func readBytes(_ descriptor: Int32, _ room: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, room, count)
}
