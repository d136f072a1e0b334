/// How far a source has been joined to the table.
struct SourcePlace {
  /// What messages call the source.
  let file: String
  /// The line with which the next block begins.
  private(set) var line = 1
  /// How many of the source's bytes, as they are stored, have been used.
  private(set) var storedCount = 0

  private var checksum = MemberChecksum()
  /// Blank lines before a record, as lines of the source; those after the last one do not count.
  private var blankLines = PassedLines()
  private var pendingBlankLines = PassedLines()
  private var comments = PassedLines()
  private var repeatedHeaders = SkippedRecords()
  private var repeatedUnits = SkippedRecords()
  private var blankRecords = SkippedRecords()
  private var paddingCount = 0

  private let layout: TextLayout

  init(file: String, layout: TextLayout) {
    (self.file, self.layout) = (file, layout)
  }

  /// Goes on behind a block, whose records are all taken in.
  ///
  /// - Throws: What is wrong with the text from some record on, or with the bytes it came from.
  mutating func pass(_ block: ParsedBlock) throws(DatasetError) {
    let batch = block.batch
    let line = firstLine(of: block)
    if let failure = batch.failure {
      throw
        failure.error(file: file, firstLine: line, model: layout.model)
    }
    if block.hasRecords {
      blankLines.append(pendingBlankLines, from: 0)
      blankLines.append(batch.blankLines, from: line)
      pendingBlankLines = PassedLines()
    }
    pendingBlankLines.append(batch.trailingBlankLines, from: line)
    comments.append(batch.comments, from: line)
    repeatedHeaders.append(block.repeatedHeaders, from: line)
    repeatedUnits.append(block.repeatedUnits, from: line)
    blankRecords.append(block.blankRecords, from: line)
    self.line = line + batch.lineCount
    storedCount = block.storedCount
    paddingCount = block.paddingCount
    // A wrong checksum says nothing of where the damage is.
    try checksum.add(block.pieces, checksums: block.checksums, file: file)
    if let failure = block.failure { throw located(failure) }
  }

  /// The line with which a block's text begins, if the block is the next one.
  func firstLine(of block: ParsedBlock) -> Int { line + block.skippedLineCount }

  /// What a person should know of the source.
  var notices: [Notice] {
    var notices: [Notice] = []
    if blankLines.count > 0 {
      notices.append(
        Notice(
          "\(counted(blankLines.count, "blank line")) skipped", file: file, line: blankLines.first))
    }
    if comments.count > 0 {
      notices.append(
        Notice("\(counted(comments.count, "comment")) skipped", file: file, line: comments.first))
    }
    for (records, what) in [
      (repeatedHeaders, "equal to the header"), (repeatedUnits, "equal to the line of units"),
      (blankRecords, "without any cell filled"),
    ] where records.count > 0 {
      notices.append(
        Notice(
          "\(counted(records.count, "record")) \(what) skipped, \(records.place)", file: file))
    }
    if paddingCount > 0 {
      notices.append(
        Notice(
          "\(counted(paddingCount, "zero byte")) after the last gzip member skipped", file: file))
    }
    return notices
  }

  /// An error of the bytes themselves names the last whole line before it.
  private func located(_ error: DatasetError) -> DatasetError {
    guard error.kind == .data, line > 1 else { return error }
    var located = error
    located.problem += ", after line \(line - 1)"
    return located
  }
}
