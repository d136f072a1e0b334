internal import CTextKernels
internal import Remedies

/// Cuts the text of a source into blocks that end where records end.
///
/// A line end ends a record where the number of quotes before it is even. That holds for all text
/// that the strict parser accepts: in it quotes stand in pairs, around a field or doubled inside
/// one. Where it refuses a quote, it does so within the block that holds it, and nothing behind
/// counts.
struct BlockCutter {
  /// The longest record in bytes. Beyond it a quote was probably never closed.
  static let recordLimit = 16 << 20

  /// The source, which only the cutter reads.
  let source: ByteSource
  /// The length in bytes from which a record is a wide one.
  private static let wideRecord = 8 << 10
  /// How many wide records a block has about, as long as it does not become larger than the limit:
  /// what is done for each column and block would otherwise take longer than reading its cells.
  private static let wideRecordCount = 32
  private static let wideBlockLimit = 8 << 20

  private var blockSize: Int
  private let usualBlockSize: Int
  /// The beginning of a record whose end is still to come.
  private var rest: [UInt8] = []
  private let comment: CommentMark
  private var sequence = 0
  private var previousEnd: UInt8 = 0
  /// The lines still to come that stand before the table.
  private var linesToSkip: Int
  /// Whether the table has begun.
  private var hasBegun = false
  private(set) var isAtEnd = false

  /// - Parameters:
  ///   - layout: Which lines of the source are no data.
  ///   - blockSize: How many bytes a block has, unless a record is longer. The first one, which is
  ///     read alone, has fewer.
  init(_ source: ByteSource, layout: TextLayout = TextLayout(), blockSize: Int) {
    self.source = source
    comment = CommentMark(layout)
    linesToSkip = layout.skippedLineCount
    usualBlockSize = blockSize
    self.blockSize = max(blockSize / 8, 1)
  }

  /// The next block, of at least one record or of the source's end; or of lines that are skipped.
  ///
  /// - Parameter memory: That of a block that is not used any more.
  mutating func next(reusing memory: BlockMemory = BlockMemory()) -> TextBlock {
    var block = TextBlock(sequence: sequence, memory: memory, text: 0..<0)
    let capacity = max(blockSize, rest.count + 1)
    // Not the room of a longer record either, which would not be needed again.
    if !(capacity...2 * capacity).contains(block.memory.bytes.count) {
      block.memory.bytes = [UInt8](repeating: 0, count: capacity)
    }
    block.memory.bytes.replaceSubrange(0..<rest.count, with: rest)
    var filled = rest.count
    var start = sequence == 0 ? skipByteOrderMark(&block, &filled) : 0
    if isUTF16(block.memory.bytes[..<filled]) {
      (block.failure, isAtEnd) = (source.utf16Refused, true)
      return block
    }
    skipLines(in: &block, from: &start, &filled)
    var found = et_line_ends()
    if linesToSkip == 0 || isAtEnd {
      found = fill(&block, &filled, from: start)
      if sequence == 0, block.skippedLineCount == 0,
        skipSeparatorLine(in: &block, from: &start, to: found.record_end)
      {
        found = fill(&block, &filled, from: start)
      }
      if !hasBegun { begin(with: block.memory.bytes[start..<max(start, found.record_end)]) }
    }
    block.previousEnd = previousEnd
    let isWhole = isAtEnd && block.failure == nil
    block.text = start..<(isWhole ? filled : max(start, found.record_end))
    block.isLast = isWhole && !block.isOverlong
    block.hasQuotes = found.quote_count > 0
    block.storedCount = source.position
    block.paddingCount = source.paddingCount
    rest.removeAll(keepingCapacity: true)
    rest.append(contentsOf: block.memory.bytes[block.text.upperBound..<filled])
    sequence += 1
    if let last = block.bytes.last { previousEnd = last }
    return block
  }

  /// Settles how large blocks are to be, by the records in the first one.
  private mutating func begin(with text: ArraySlice<UInt8>) {
    hasBegun = true
    blockSize = usualBlockSize
    let length = text.firstLine(beside: comment)?.count ?? 0
    guard length >= Self.wideRecord else { return }
    blockSize = max(usualBlockSize, min(Self.wideRecordCount * length, Self.wideBlockLimit))
  }

  /// Passes over lines that stand before the table, as many as are in the block.
  private mutating func skipLines(
    in block: inout TextBlock, from start: inout Int, _ filled: inout Int
  ) {
    guard linesToSkip > 0 else { return }
    read(into: &block, &filled)
    while linesToSkip > 0, start < filled {
      let byte = block.memory.bytes[start]
      start += 1
      if byte.isLineEnd, !(byte == 0x0A && previousEnd == 0x0D) {
        linesToSkip -= 1
        block.skippedLineCount += 1
      }
      previousEnd = byte
    }
  }

  /// Passes over a first line such as `sep=;`, by which spreadsheets are told the delimiter.
  ///
  /// - Returns: Whether there was one.
  private mutating func skipSeparatorLine(
    in block: inout TextBlock, from start: inout Int, to end: Int
  ) -> Bool {
    let text = block.memory.bytes[start..<max(start, end)]
    guard let lineEnd = text.firstIndex(where: \.isLineEnd) else { return false }
    let line = text[..<lineEnd].filter { $0 != UInt8(ascii: "\"") }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep="
    else { return false }
    block.announcedDelimiter = line[4]
    block.skippedLineCount += 1
    start = lineEnd + 1
    previousEnd = text[lineEnd]
    return true
  }

  /// Reads until a record ends or the source does. The table's first block also needs a line with
  /// text.
  private mutating func fill(
    _ block: inout TextBlock, _ filled: inout Int, from start: Int
  ) -> et_line_ends {
    var found = et_line_ends()
    var scanned = start
    while true {
      read(into: &block, &filled)
      findLineEnds(in: block, from: &scanned, to: filled, &found)
      let isEnough =
        found.record_end > start
        && (hasBegun
          || block.memory.bytes[start..<found.record_end].firstLine(beside: comment) != nil)
      if isEnough || isAtEnd { return found }
      if filled - start > Self.recordLimit {
        (block.isOverlong, isAtEnd) = (true, true)
        return found
      }
      let size = block.memory.bytes.count
      let larger = min(2 * size, Self.recordLimit + start + 1)
      block.memory.bytes += repeatElement(0, count: max(larger - size, 1))
    }
  }

  /// Goes on looking for line ends.
  private func findLineEnds(
    in block: TextBlock, from scanned: inout Int, to filled: Int, _ found: inout et_line_ends
  ) {
    guard comment.isUsed else {
      et_find_line_ends(block.memory.bytes, scanned, filled, &found)
      scanned = filled
      return
    }
    // Where a record is not whole, it may not be known yet whether a line is a comment.
    comment.withKernelComment { comment in
      et_find_line_ends_beside_comments(block.memory.bytes, scanned, filled, comment, &found)
    }
    scanned = max(scanned, found.record_end)
  }

  private mutating func read(into block: inout TextBlock, _ filled: inout Int) {
    guard !isAtEnd else { return }
    do {
      try source.read(into: &block.memory.bytes, &filled, pieces: &block.pieces)
      isAtEnd = filled < block.memory.bytes.count
    } catch {
      (block.failure, isAtEnd) = (error, true)
    }
  }

  /// Leaves out the byte order mark of UTF-8.
  ///
  /// - Returns: Where the text begins.
  private mutating func skipByteOrderMark(
    _ block: inout TextBlock, _ filled: inout Int
  ) -> Int {
    while filled < 3, !isAtEnd {
      block.memory.bytes += repeatElement(0, count: max(3 - block.memory.bytes.count, 0))
      read(into: &block, &filled)
    }
    return block.memory.bytes[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Whether the source begins with a byte order mark of UTF-16.
  private func isUTF16(_ start: ArraySlice<UInt8>) -> Bool {
    sequence == 0 && (start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]))
  }
}

extension TextBlock {
  /// The text.
  var bytes: ArraySlice<UInt8> { memory.bytes[text] }
}

extension ArraySlice<UInt8> {
  /// The first line that is neither blank nor a comment, up to its end or that of the text; nil if
  /// there is none. The line ends at a line feed or carriage return outside double quotes.
  func firstLine(beside comment: CommentMark) -> ArraySlice<UInt8>? {
    var start = startIndex
    while start < endIndex {
      let isComment = comment.begins(self[start...])
      var isQuoted = false
      var isBlank = true
      var end = start
      while end < endIndex, isQuoted || !self[end].isLineEnd {
        if self[end] == UInt8(ascii: "\""), !isComment { isQuoted.toggle() }
        if !self[end].isWhiteSpace { isBlank = false }
        end += 1
      }
      if !isBlank, !isComment { return self[start..<end] }
      start = end + 1
    }
    return nil
  }
}

extension ByteSource {
  /// The error for a header with NUL bytes, as in UTF-16 without a byte order mark.
  var nulRefused: DatasetError {
    var error = utf16Refused
    error.problem = "the header contains NUL bytes: it is UTF-16, or no text at all"
    error.remedy = Remedy("if it is UTF-16, \(utf8Advice)")
    return error
  }

  /// The error for a text that is UTF-16.
  var utf16Refused: DatasetError {
    DatasetError(
      .data, file: name, line: 1, problem: "the text is UTF-16, not UTF-8", remedy: utf8Advice)
  }

  private var utf8Advice: String {
    let output = isGzip ? "utf8.csv.gz" : "utf8.csv"
    let recode = "iconv -f UTF-16 -t UTF-8"
    let command =
      isGzip
      ? "zcat \(name) | \(recode) | gzip > \(output)" : "\(recode) \(name) > \(output)"
    return "convert it: \(command)"
  }
}

extension UInt8 {
  /// Whether the byte is a line feed or a carriage return.
  var isLineEnd: Bool { self == 0x0A || self == 0x0D }
  /// Whether the byte is a line end, a space or a tab.
  fileprivate var isWhiteSpace: Bool { isLineEnd || self == 0x20 || self == 0x09 }
}
