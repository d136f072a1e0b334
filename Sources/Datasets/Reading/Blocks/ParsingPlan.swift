/// How any thread is to read a block of a source.
struct ParsingPlan: Sendable {
  let delimiter: UInt8
  let markers: MissingMarkers
  /// The number of fields of every record; 0 before the header is known.
  var fieldCount = 0
  var columns: [Column] = []

  /// How a column is read.
  struct Column: Sendable {
    /// Which field of a record it is.
    let field: Int
    /// How its numbers are written.
    let notation: NumberNotation
    /// What its cells are read as.
    var form: ColumnCells.Form
  }

  /// Finds a block's records, and reads their cells unless the header is still to come.
  func read(_ block: TextBlock, room: inout TextRoom) -> ParsedBlock {
    let bytes = block.memory.bytes
    let checksums = block.pieces.map { MemberChecksum.checksum(of: $0, in: bytes) }
    let batch = RecordBatch(block, delimiter: delimiter, fieldCount: fieldCount)
    var parsed = ParsedBlock(block, batch, checksums)
    if fieldCount > 0 { parsed.readCells(self, from: 0, room: &room) }
    return parsed
  }
}

/// A block after any thread has read it, to be joined to those before it.
struct ParsedBlock: Sendable {
  let sequence: Int
  let batch: RecordBatch
  /// The columns' cells in the block's rows; of no meaning before the header is known.
  var cells: [ColumnCells] { memory.cells }
  /// The number of records that are rows.
  private(set) var rowCount = 0
  /// Which of the records are rows.
  var rows: Range<Int> { batch.count - rowCount..<batch.count }
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
    pieces = block.pieces
    self.checksums = checksums
    failure = block.failure
    storedCount = block.storedCount
    paddingCount = block.paddingCount
  }

  /// Reads the columns' cells, from one of the records on.
  mutating func readCells(_ plan: ParsingPlan, from first: Int, room: inout TextRoom) {
    let records = min(first, batch.count)..<batch.count
    rowCount = records.count
    memory.cells += repeatElement(.none, count: max(plan.columns.count - cells.count, 0))
    for (index, column) in plan.columns.enumerated() {
      var spare = ColumnCells.none
      swap(&spare, &memory.cells[index])
      switch column.form {
      case .distances(let origin):
        memory.cells[index] = .numbers(
          NumberCells(
            batch, records: records, field: column.field, markers: plan.markers,
            notation: column.notation, origin: origin, reusing: &spare))
      case .doubles:
        memory.cells[index] = .numbers(
          NumberCells(
            batch, records: records, field: column.field, markers: plan.markers,
            notation: column.notation, reusing: &spare))
      case .texts:
        memory.cells[index] = .texts(
          TextCells(
            batch, records: records, field: column.field, markers: plan.markers, room: &room,
            reusing: &spare))
      }
    }
  }

  /// The block's memory, for another block when this one is done with.
  var memory: BlockMemory { batch.memory }
}
