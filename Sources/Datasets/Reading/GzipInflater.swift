import CZlib

/// Inflates the members of a gzip file one after the other, as `gzip -d` would, and verifies the
/// checksum and length of each.
///
/// Zeros after the last member (the padding of tapes and some archives) are skipped; anything else
/// there is an error.
final class GzipInflater {
  /// The first two bytes of every gzip member.
  static let magic: [UInt8] = [0x1F, 0x8B]

  /// How many zeros followed the last member.
  private(set) var paddingCount = 0

  private enum State {
    case insideMember
    case betweenMembers
    case inPadding
  }

  private let source: RawBytes
  private var state = State.insideMember
  private var postponed: DatasetError?
  private var input: [UInt8]
  private var inputStart = 0
  private var inputEnd: Int
  // zlib keeps a pointer back to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Parameters:
  ///   - source: The rest of the file.
  ///   - first: The bytes that were read from it already, beginning with `magic`.
  ///   - blockSize: How many compressed bytes to read at a time.
  init(_ source: RawBytes, after first: ArraySlice<UInt8>, blockSize: Int) throws(DatasetError) {
    self.source = source
    input = Array(first)
    inputEnd = first.count
    if input.count < blockSize {
      input += repeatElement(0, count: blockSize - input.count)
    }
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly = MAX_WBITS + 16
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, gzipOnly, ZLIB_VERSION, size) == Z_OK else {
      throw failure("cannot be inflated: zlib has no memory", remedy: nil)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Fills the block, as far as data are left, and returns how many bytes there were. An error is
  /// thrown only when all bytes before it have been handed out, so that lines can be counted.
  func read(into block: inout [UInt8]) throws(DatasetError) -> Int {
    if let postponed { throw postponed }
    var filled = 0
    do {
      while filled < block.count, try advance(&block, &filled) {}
    } catch {
      guard filled > 0 else { throw error }
      postponed = error
    }
    return filled
  }

  /// Goes on by one step; false at the end of the file.
  private func advance(_ block: inout [UInt8], _ filled: inout Int) throws(DatasetError) -> Bool {
    if inputStart == inputEnd, try !refill() { return false }
    switch state {
    case .insideMember: try inflateSome(into: &block, &filled)
    case .betweenMembers: try beginMember()
    case .inPadding: try skipZeros()
    }
    return true
  }

  /// The position of the next byte to inflate, counted from 0.
  private var compressedPosition: Int {
    source.position - (inputEnd - inputStart)
  }

  /// Reads more compressed bytes; false at the end of a complete file.
  private func refill() throws(DatasetError) -> Bool {
    inputStart = 0
    inputEnd = try source.read(into: &input)
    if inputEnd == 0, case .insideMember = state {
      throw failure(
        "the gzip data end early, at compressed byte \(source.position)",
        remedy: "the file is cut short: fetch or write it again")
    }
    return inputEnd > 0
  }

  /// Inflates from the input to the rest of the block.
  private func inflateSome(
    into block: inout [UInt8], _ filled: inout Int
  ) throws(DatasetError) {
    let start = filled
    let room = block.count - start
    let given = inputEnd - inputStart
    let status = input.withUnsafeMutableBufferPointer { input in
      block.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress.map { $0 + inputStart }
        stream.pointee.avail_in = UInt32(given)
        stream.pointee.next_out = output.baseAddress.map { $0 + start }
        stream.pointee.avail_out = UInt32(room)
        return inflate(stream, Z_NO_FLUSH)
      }
    }
    inputStart += given - Int(stream.pointee.avail_in)
    filled += room - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: state = .betweenMembers
    default: throw corruption(status)
    }
  }

  /// Looks at the byte after a member: another member, padding or rubbish.
  private func beginMember() throws(DatasetError) {
    switch input[inputStart] {
    case Self.magic[0]:
      inflateReset(stream)
      state = .insideMember
    case 0:
      state = .inPadding
    default:
      throw rubbish
    }
  }

  private func skipZeros() throws(DatasetError) {
    while inputStart < inputEnd {
      guard input[inputStart] == 0 else { throw rubbish }
      paddingCount += 1
      inputStart += 1
    }
  }

  private var rubbish: DatasetError {
    failure(
      "compressed byte \(compressedPosition) follows the last gzip member but begins no other",
      remedy: "remove what was appended to the file")
  }

  private func corruption(_ status: Int32) -> DatasetError {
    let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
    let problem =
      switch reason {
      case "incorrect data check": "the checksum of the gzip member is wrong (CRC mismatch)"
      case "incorrect length check": "the length of the gzip member is wrong (length mismatch)"
      default: "the gzip data are damaged (\(reason))"
      }
    return failure(
      "\(problem), at compressed byte \(compressedPosition)",
      remedy: "fetch or write the file again")
  }

  private func failure(_ problem: String, remedy: String?) -> DatasetError {
    DatasetError(.data, file: source.name, problem: problem, remedy: remedy)
  }
}
