import CLibCSV
internal import CLibrary

extension RecordBatch {
  /// Cuts a text into records with libcsv, in its strict mode: a quote inside an unquoted field,
  /// text after a closing quote and a quote that is never closed are errors. Spaces and tabs around
  /// unquoted fields are not part of them; inside quotes every byte is kept.
  mutating func parse(_ block: TextBlock, _ form: RecordForm) {
    var parser = csv_parser()
    // It fails only for options it does not know.
    precondition(
      csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)) == 0,
      "libcsv takes these options")
    defer { csv_free(&parser) }
    csv_set_delim(&parser, form.delimiter)
    csv_set_blk_size(&parser, 4096)
    var collector = RecordCollector(
      memory: memory, fieldCount: fieldCount, previousEnd: block.previousEnd)
    collector.parse(block, beside: form.comment, with: &parser)
    count = collector.recordCount
    fieldCount = collector.fieldCount
    lineCount = collector.line
    blankLines = collector.blankLines
    trailingBlankLines = collector.trailingBlankLines
    comments = collector.comments
    failure = collector.failure
  }
}

extension RecordCollector {
  /// Takes in all of a block's text.
  fileprivate mutating func parse(
    _ block: TextBlock, beside comment: CommentMark, with parser: inout csv_parser
  ) {
    let bytes = block.memory.bytes
    // libcsv does not say where a line ends, so it is given the text up to each carriage return;
    // and it knows no comments, so with them it is given line by line.
    var start = block.text.lowerBound
    while start < block.text.upperBound, failure == nil {
      var end = bytes.end(ofPieceFrom: start, at: 0x0D, to: block.text.upperBound)
      if comment.isUsed { end = bytes.end(ofPieceFrom: start, at: 0x0A, to: end) }
      if parser.isBetweenRecords, comment.begins(bytes[start..<end]) {
        passComment(bytes[end - 1])
        start = end
        continue
      }
      noteByte(bytes[start])
      let count = withUnsafeMutablePointer(to: &self) { collector in
        bytes.withUnsafeBufferPointer { bytes in
          csv_parse(
            &parser, bytes.baseAddress.map { $0 + start }, end - start, fieldCallback,
            rowCallback, collector)
        }
      }
      if failure == nil, count < end - start {
        failure = misplacedQuote(at: bytes[start + count], parser)
      }
      start = end
    }
    guard failure == nil else { return }
    if block.isOverlong { failure = .tooLong(line: recordLine) }
    guard block.isLast else { return }
    let quoteLine = line
    let status = withUnsafeMutablePointer(to: &self) { collector in
      csv_fini(&parser, fieldCallback, rowCallback, collector)
    }
    // `failure` may be that of the last record, which has just ended.
    if status != 0 { failure = .unclosedQuote(line: quoteLine) }
  }

  private func misplacedQuote(at byte: UInt8, _ parser: csv_parser) -> RecordFailure {
    let field = UnsafeRawBufferPointer(start: parser.entry_buf, count: parser.entry_pos)
    let here = line + field.lineEndCount
    guard parser.quoted != 0 else { return .strayQuote(line: here) }
    return .textAfterQuote(
      line: here, opening: line, text: String(decoding: [byte], as: UTF8.self))
  }
}

extension csv_parser {
  /// Whether the text so far ends with a record, or with spaces behind one.
  fileprivate var isBetweenRecords: Bool { pstate == 0 }
}

extension [UInt8] {
  /// The position after the next of some byte, or the end.
  fileprivate func end(ofPieceFrom start: Int, at byte: Int32, to end: Int) -> Int {
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base + start, byte, end - start)
      else { return end }
      return UnsafeRawPointer(found) - base + 1
    }
  }
}

private let fieldCallback:
  @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
    field, count, collector in
    collector?.assumingMemoryBound(to: RecordCollector.self).pointee
      .addField(UnsafeRawBufferPointer(start: field, count: count))
  }

private let rowCallback: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
  terminator, collector in
  collector?.assumingMemoryBound(to: RecordCollector.self).pointee
    .endRow(UInt8(exactly: terminator))
}
