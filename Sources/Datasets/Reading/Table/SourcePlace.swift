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
  private var blankLines = RecordBatch.BlankLines()
  private var pendingBlankLines = RecordBatch.BlankLines()
  private var paddingCount = 0

  init(file: String) {
    self.file = file
  }

  /// Goes on behind a block, whose records are all taken in.
  ///
  /// - Throws: What is wrong with the text from some record on, or with the bytes it came from.
  mutating func pass(_ block: ParsedBlock) throws(DatasetError) {
    let batch = block.batch
    if let failure = batch.failure { throw failure.error(file: file, firstLine: line) }
    if batch.count > 0 {
      blankLines.append(pendingBlankLines, from: 0)
      blankLines.append(batch.blankLines, from: line)
      pendingBlankLines = RecordBatch.BlankLines()
    }
    pendingBlankLines.append(batch.trailingBlankLines, from: line)
    line += batch.lineCount
    storedCount = block.storedCount
    paddingCount = block.paddingCount
    // A wrong checksum says nothing of where the damage is.
    try checksum.add(block.pieces, checksums: block.checksums, file: file)
    if let failure = block.failure { throw located(failure) }
  }

  /// What a person should know of the source.
  var notices: [Notice] {
    var notices: [Notice] = []
    if blankLines.count > 0 {
      notices.append(
        Notice(
          "\(counted(blankLines.count, "blank line")) skipped", file: file, line: blankLines.first))
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

extension RecordBatch.BlankLines {
  /// Adds those of a text that begins on a given line.
  fileprivate mutating func append(_ other: Self, from line: Int) {
    count += other.count
    first = first ?? other.first.map { line + $0 }
  }
}
