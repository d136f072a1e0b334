import CLibCSV

/// Cuts the text of one source into records with libcsv, in its strict mode: a quote inside an
/// unquoted field, text after a closing quote and a quote that is never closed are errors. Spaces
/// and tabs around unquoted fields are not part of them; inside quotes every byte is kept.
///
/// The parser's state belongs to this object alone; what it hands onward are `RecordBatch` values.
final class RecordParser {
  /// The longest record in bytes. Beyond it a quote was probably never closed, and libcsv would
  /// gather the rest of the file in memory.
  static let recordLimit = 16 << 20

  private let source: ByteSource
  private var parser = csv_parser()
  private var collector = RecordCollector(recordLimit: RecordParser.recordLimit)
  private var block: [UInt8] = []
  private var isAtEnd = false
  private var postponed: DatasetError?

  init(_ source: ByteSource, delimiter: UInt8) throws(DatasetError) {
    self.source = source
    let options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL
    guard csv_init(&parser, UInt8(options)) == 0 else {
      throw DatasetError(.data, file: source.name, problem: "cannot be parsed: no memory")
    }
    csv_set_delim(&parser, delimiter)
  }

  deinit {
    csv_free(&parser)
  }

  /// The blank lines that were skipped, and the first of them.
  var blankLines: (count: Int, first: Int?) {
    (collector.blankLineCount, collector.firstBlankLine)
  }

  /// The next records, at least one, in the order of the text; nil at the end. An error in the text
  /// is thrown after the records before it were handed onward.
  func next() throws(DatasetError) -> RecordBatch? {
    collector.dropCompleteRecords()
    while collector.batch.count == 0 {
      if let postponed { throw postponed }
      if isAtEnd { return nil }
      do {
        try parseBlock()
      } catch {
        postponed = error
      }
    }
    return collector.batch
  }

  private func parseBlock() throws(DatasetError) {
    let isMore = try readBlock()
    if isMore {
      // A block without quotes that begins outside of quotes has no line end inside a field.
      collector.fieldsMayHoldLines = parser.quoted != 0 || block.contains(UInt8(ascii: "\""))
      let count = withUnsafeMutablePointer(to: &collector) { collector in
        csv_parse(&parser, block, block.count, fieldCallback, rowCallback, collector)
      }
      if let failure = collector.failure { throw error(failure) }
      if count < block.count { throw misplacedQuote(at: count) }
      if collector.recordByteCount + parser.entry_pos > Self.recordLimit {
        throw error(.tooLong(line: collector.recordLine))
      }
    } else {
      isAtEnd = true
      let quoteLine = collector.line
      let status = withUnsafeMutablePointer(to: &collector) { collector in
        csv_fini(&parser, fieldCallback, rowCallback, collector)
      }
      guard status == 0 else {
        throw DatasetError(
          .data, file: source.name, line: quoteLine,
          problem: "the quote that opens on this line is never closed",
          remedy: "close it, or double the quotes that belong to the text")
      }
      if let failure = collector.failure { throw error(failure) }
    }
  }

  /// Reads the next block; an error of the bytes themselves names the last whole line before it.
  private func readBlock() throws(DatasetError) -> Bool {
    do {
      return try source.read(into: &block)
    } catch {
      guard error.kind == .data, collector.recordLine > 1 else { throw error }
      var located = error
      located.problem += ", after line \(collector.recordLine - 1)"
      throw located
    }
  }

  private func misplacedQuote(at position: Int) -> DatasetError {
    let field = UnsafeRawBufferPointer(start: parser.entry_buf, count: parser.entry_pos)
    let opening = collector.line
    let line = opening + field.lineEndCount
    let found = String(decoding: block[position...position], as: UTF8.self)
    let problem =
      parser.quoted == 0
      ? "a quote stands inside a field that does not begin with one"
      : "\(quoted(found)) follows the end of the quoted field that opens on line \(opening)"
    return DatasetError(
      .data, file: source.name, line: line, problem: problem,
      remedy: "put the whole field in quotes and double the quotes that belong to its text")
  }

  private func error(_ failure: RecordCollector.Failure) -> DatasetError {
    switch failure {
    case .ragged(let line, let found, let expected):
      DatasetError(
        .data, file: source.name, line: line,
        problem: "the record has \(counted(found, "field")), the header has \(expected)",
        remedy: "give every record as many fields as the header, quoting those with delimiters")
    case .tooLong(let line):
      DatasetError(
        .data, file: source.name, line: line,
        problem: "the record that begins on this line is longer than 16 MiB",
        remedy: "look for a quote in it that is never closed")
    }
  }
}

/// A number and a noun, in the plural unless the number is one.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
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
