/// The text of a source: inflated where it is gzip, without a byte order mark.
final class ByteSource {
  /// The name of the source in messages.
  var name: String { raw.name }
  /// How many bytes have been read, as they are stored.
  var position: Int { raw.position }
  /// How many zeros followed the last gzip member.
  var paddingCount: Int { inflater?.paddingCount ?? 0 }
  /// The number of bytes in a full block.
  let blockSize: Int

  private let raw: RawBytes
  private var inflater: GzipInflater?
  // Bytes that were read to look at them and are still to be handed out.
  private var pending: [UInt8] = []

  init(_ raw: RawBytes, blockSize: Int) throws(DatasetError) {
    self.raw = raw
    self.blockSize = blockSize
    var start = [UInt8](repeating: 0, count: GzipInflater.magic.count)
    let count = try raw.read(into: &start)
    if start[..<count] == GzipInflater.magic[...] {
      inflater = try GzipInflater(raw, after: start[...], blockSize: blockSize)
    } else {
      pending = Array(start[..<count])
    }
    try skipByteOrderMark()
  }

  /// The text up to the end of the first line that is not blank, or of the source, without
  /// consuming it. The line ends at a line feed or carriage return outside double quotes.
  func peekFirstLine(limit: Int) throws(DatasetError) -> ArraySlice<UInt8> {
    var isQuoted = false
    var isBlank = true
    var scanned = 0
    while scanned < limit {
      if scanned == pending.count, try !readAhead() { break }
      let byte = pending[scanned]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte.isLineEnd {
        if !isQuoted, !isBlank { break }
      } else if byte != 0x20, byte != 0x09 {
        isBlank = false
      }
      scanned += 1
    }
    return pending[..<scanned]
  }

  /// Replaces the block's bytes with the next ones, at most `blockSize` unless more had been looked
  /// at; false at the end.
  func read(into block: inout [UInt8]) throws(DatasetError) -> Bool {
    if !pending.isEmpty {
      swap(&block, &pending)
      pending = []
      return true
    }
    if block.count != blockSize {
      block = [UInt8](repeating: 0, count: blockSize)
    }
    let count = try fill(&block)
    block.removeLast(block.count - count)
    return count > 0
  }

  private func fill(_ block: inout [UInt8]) throws(DatasetError) -> Int {
    if let inflater { return try inflater.read(into: &block) }
    return try raw.read(into: &block)
  }

  /// Appends one block to the pending bytes; false at the end.
  private func readAhead() throws(DatasetError) -> Bool {
    var block = [UInt8](repeating: 0, count: blockSize)
    let count = try fill(&block)
    pending += block[..<count]
    return count > 0
  }

  private func skipByteOrderMark() throws(DatasetError) {
    while pending.count < 3, try readAhead() {}
    if pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
    if pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) {
      throw utf16Refused
    }
  }

  /// The error for a header with NUL bytes, as in UTF-16 without a byte order mark.
  var nulRefused: DatasetError {
    var error = utf16Refused
    error.problem = "the header contains NUL bytes: it is UTF-16, or no text at all"
    error.remedy = error.remedy.map { "if it is UTF-16, \($0)" }
    return error
  }

  private var utf16Refused: DatasetError {
    let output = inflater == nil ? "utf8.csv" : "utf8.csv.gz"
    let recode = "iconv -f UTF-16 -t UTF-8"
    let command =
      inflater == nil
      ? "\(recode) \(name) > \(output)" : "zcat \(name) | \(recode) | gzip > \(output)"
    return DatasetError(
      .data, file: name, line: 1, problem: "the text is UTF-16, not UTF-8",
      remedy: "convert it: \(command)")
  }
}

extension UInt8 {
  /// Whether the byte is a line feed or a carriage return.
  var isLineEnd: Bool { self == 0x0A || self == 0x0D }
}
