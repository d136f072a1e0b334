internal import CTextKernels

/// How any thread is to read a block of a source.
struct ParsingPlan: Sendable {
  let form: RecordForm
  let markers: MissingMarkers
  /// The number of fields of every record; 0 before there is a record.
  var fieldCount = 0
  /// The cells of records that are no data where they stand again: the header's, and its units'.
  var headings: [RecordCopy] = []
  var columns: [Column] = []

  /// How a column is read.
  struct Column: Sendable {
    /// Which field of a record it is; nil where the source lacks it.
    let field: Int?
    /// How its numbers are written.
    let notation: NumberNotation
    /// What its cells are read as.
    var form: ColumnCells.Form
  }

  /// Finds a block's records, and reads the cells of those that are data.
  func read(_ block: TextBlock, room: inout TextRoom) -> ParsedBlock {
    var parsed = findRecords(block)
    parsed.removeIdleRecords(repeating: headings)
    parsed.readCells(self, room: &room)
    return parsed
  }

  /// Finds a block's records.
  func findRecords(_ block: TextBlock) -> ParsedBlock {
    let checksums = block.checksums
    var block = block
    if form.isDelimitedByBlanks { block.squeezeBlanks(beside: form.comment) }
    return ParsedBlock(block, RecordBatch(block, form, fieldCount: fieldCount), checksums)
  }
}

extension TextBlock {
  /// The checksum of each piece that was inflated into the block.
  fileprivate var checksums: [UInt32] {
    let bytes = memory.bytes
    return pieces.map { MemberChecksum.checksum(of: $0, in: bytes) }
  }

  /// Makes each run of spaces and tabs between fields one tab.
  fileprivate mutating func squeezeBlanks(beside comment: CommentMark) {
    let end = comment.withKernelComment { comment in
      et_squeeze_blanks(&memory.bytes, text.lowerBound, text.upperBound, comment)
    }
    text = text.lowerBound..<end
  }
}

/// A block after any thread has read it, to be joined to those before it.
struct ParsedBlock: Sendable {
  let sequence: Int
  /// The records that are data, once the others have been taken out.
  private(set) var batch: RecordBatch
  /// Whether there were any records.
  let hasRecords: Bool
  /// The records that were equal to the header, or to its units, and those without any cell filled.
  private(set) var repeatedHeaders = SkippedRecords()
  private(set) var repeatedUnits = SkippedRecords()
  private(set) var blankRecords = SkippedRecords()
  /// The columns' cells in the block's rows; of no meaning before the header is known.
  var cells: [ColumnCells] { memory.cells }
  /// The number of records that are rows.
  var rowCount: Int { batch.count }
  /// The lines before the text that are no part of the table.
  let skippedLineCount: Int
  /// What was inflated into the block, and the checksum of each piece.
  let pieces: [InflatedPiece]
  let checksums: [UInt32]
  /// Why nothing comes after the block, if it is not the end of the source.
  let failure: DatasetError?
  /// How many of the source's bytes, as they are stored, had been used when the block was cut.
  let storedCount: Int
  /// How many zeros after the last gzip member had been skipped.
  let paddingCount: Int

  init(_ block: TextBlock, _ batch: RecordBatch, _ checksums: [UInt32]) {
    sequence = block.sequence
    self.batch = batch
    hasRecords = batch.count > 0
    skippedLineCount = block.skippedLineCount
    pieces = block.pieces
    self.checksums = checksums
    failure = block.failure
    storedCount = block.storedCount
    paddingCount = block.paddingCount
  }

  /// Takes out the records that are no data.
  ///
  /// - Parameter headings: The cells of the header and, behind it, those of its units.
  mutating func removeIdleRecords(repeating headings: [RecordCopy]) {
    let header = batch.removeIdleRecords(repeating: headings.first, blank: &blankRecords)
    repeatedHeaders.append(header, from: 0)
    for units in headings.dropFirst() {
      repeatedUnits.append(
        batch.removeIdleRecords(repeating: units, blank: &blankRecords), from: 0)
    }
  }

  /// Takes out the first of the records that are left; nil if there is none.
  ///
  /// - Parameter firstLine: The line of the file with which the text begins.
  mutating func takeHeading(firstLine: Int) -> RecordCopy? {
    guard batch.count > 0 else { return nil }
    let record = RecordCopy(batch, record: 0, firstLine: firstLine)
    batch.remove([0])
    return record
  }

  /// Reads the columns' cells.
  mutating func readCells(_ plan: ParsingPlan, room: inout TextRoom) {
    let records = 0..<batch.count
    memory.cells += repeatElement(.none, count: max(plan.columns.count - cells.count, 0))
    for (index, column) in plan.columns.enumerated() {
      var spare = ColumnCells.none
      swap(&spare, &memory.cells[index])
      guard let field = column.field else {
        memory.cells[index] = .missing(column.form, count: records.count, reusing: &spare)
        continue
      }
      switch column.form {
      case .distances(let origin):
        memory.cells[index] = .numbers(
          NumberCells(
            batch, records: records, field: field, markers: plan.markers,
            notation: column.notation, origin: origin, reusing: &spare))
      case .doubles:
        memory.cells[index] = .numbers(
          NumberCells(
            batch, records: records, field: field, markers: plan.markers,
            notation: column.notation, reusing: &spare))
      case .texts:
        memory.cells[index] = .texts(
          TextCells(
            batch, records: records, field: field, markers: plan.markers, room: &room,
            reusing: &spare))
      }
    }
  }

  /// The block's memory, for another block when this one is done with.
  var memory: BlockMemory { batch.memory }
}
