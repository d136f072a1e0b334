import CZlib

/// Inflates the members of a gzip file one after the other, as `gzip -d` would, and tells where
/// each ends. It leaves the checksums to others: see `MemberChecksum`.
///
/// Zeros after the last member (the padding of tapes and some archives) are skipped; anything else
/// there is an error.
final class GzipInflater {
  /// The first two bytes of every gzip member.
  static let magic: [UInt8] = [0x1F, 0x8B]

  /// How many zeros followed the last member.
  private(set) var paddingCount = 0

  private enum State {
    case insideHeader
    case insideMember
    case betweenMembers
    case inPadding
  }

  private var source: RawBytes
  private var state = State.insideHeader
  /// The compressed bytes at hand, behind the last ones before them: a trailer may begin there.
  private var input: [UInt8]
  private var inputStart = GzipInflater.trailerSize
  private var inputEnd: Int
  /// Whether zlib may have more to say of the bytes it was given: the block was full before.
  private var holdsOutput = false
  // zlib keeps a pointer back to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  private static let trailerSize = 8

  /// - Parameters:
  ///   - source: The rest of the file.
  ///   - first: The bytes that were read from it already, beginning with `magic`.
  ///   - blockSize: How many compressed bytes to read at a time.
  init(_ source: RawBytes, after first: ArraySlice<UInt8>, blockSize: Int) throws(DatasetError) {
    self.source = source
    input = [UInt8](repeating: 0, count: Self.trailerSize) + first
    inputEnd = input.count
    if first.count < blockSize {
      input += repeatElement(0, count: blockSize - first.count)
    }
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let gzipOnly = MAX_WBITS + 16
    let size = Int32(MemoryLayout<z_stream>.size)
    let status = inflateInit2_(stream, gzipOnly, ZLIB_VERSION, size)
    guard status == Z_OK else {
      throw failure("cannot be inflated: zlib has no memory", remedy: nil, status)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// The position of the next byte to inflate, counted from 0.
  var compressedPosition: Int {
    source.position - (inputEnd - inputStart)
  }

  /// Fills the block from `filled` on, as far as data are left, and notes what belongs to which
  /// member. What was inflated before an error is in the block.
  func read(
    into block: inout [UInt8], _ filled: inout Int, pieces: inout [InflatedPiece]
  ) throws(DatasetError) {
    while filled < block.count, try advance(&block, &filled, &pieces) {}
  }

  /// Goes on by one step; false at the end of the file.
  private func advance(
    _ block: inout [UInt8], _ filled: inout Int, _ pieces: inout [InflatedPiece]
  ) throws(DatasetError) -> Bool {
    if inputStart == inputEnd, !holdsOutput, try !refill() { return false }
    switch state {
    case .insideHeader, .insideMember:
      let start = filled
      let isEnd = try inflateSome(into: &block, &filled)
      if isEnd || filled > start {
        pieces.append(InflatedPiece(range: start..<filled, end: isEnd ? memberEnd : nil))
      }
      if isEnd { state = .betweenMembers }
    case .betweenMembers: try beginMember()
    case .inPadding: try skipZeros()
    }
    return true
  }

  /// Reads more compressed bytes; false at the end of a complete file.
  private func refill() throws(DatasetError) -> Bool {
    let kept = Self.trailerSize
    for index in 0..<kept { input[index] = input[inputEnd - kept + index] }
    inputStart = kept
    inputEnd = kept + (try source.read(into: &input, from: kept))
    guard inputEnd == kept else { return true }
    if state == .insideHeader || state == .insideMember {
      throw failure(
        "the gzip data end early, at compressed byte \(source.position)",
        remedy: "the file is cut short: fetch or write it again")
    }
    return false
  }

  /// Inflates from the input to the rest of the block; whether the member ends there.
  private func inflateSome(
    into block: inout [UInt8], _ filled: inout Int
  ) throws(DatasetError) -> Bool {
    let start = filled
    let room = block.count - start
    let given = inputEnd - inputStart
    // zlib verifies a header's checksum; behind the header it is told not to compute any.
    let pause = state == .insideHeader ? Z_BLOCK : Z_NO_FLUSH
    let status = input.withUnsafeMutableBufferPointer { input in
      block.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress.map { $0 + inputStart }
        stream.pointee.avail_in = UInt32(given)
        stream.pointee.next_out = output.baseAddress.map { $0 + start }
        stream.pointee.avail_out = UInt32(room)
        return inflate(stream, pause)
      }
    }
    inputStart += given - Int(stream.pointee.avail_in)
    filled += room - Int(stream.pointee.avail_out)
    holdsOutput = filled == block.count
    let isAtBlock = stream.pointee.data_type & 128 != 0
    if state == .insideHeader, status == Z_OK, isAtBlock {
      inflateValidate(stream, 0)
      state = .insideMember
    }
    switch status {
    case Z_OK, Z_BUF_ERROR: return false
    case Z_STREAM_END:
      holdsOutput = false
      return true
    default: throw corruption(status)
    }
  }

  /// The trailer that was just read.
  private var memberEnd: MemberEnd {
    func number(at start: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(input[start + $1]) << (8 * $1) }
    }
    return MemberEnd(
      checksum: number(at: inputStart - 8), length: number(at: inputStart - 4),
      position: compressedPosition)
  }

  /// Looks at the byte after a member: another member, padding or rubbish.
  private func beginMember() throws(DatasetError) {
    switch input[inputStart] {
    case Self.magic[0]:
      inflateReset(stream)
      inflateValidate(stream, 1)
      state = .insideHeader
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
    return failure(
      "the gzip data are damaged (\(reason)), at compressed byte \(compressedPosition)",
      remedy: "fetch or write the file again", status)
  }

  private func failure(
    _ problem: String, remedy: String?, _ status: Int32? = nil
  ) -> DatasetError {
    var error = DatasetError(.data, file: source.name, problem: problem, remedy: remedy)
    error.zlibCode = status
    return error
  }
}
