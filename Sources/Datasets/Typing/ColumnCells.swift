internal import CTextKernels

/// The cells of one column in one block, typed as far as a thread can that sees no other block.
enum ColumnCells: Sendable {
  case numbers(NumberCells)
  case texts(TextCells)

  /// What a column's cells are to be read as.
  enum Form: Sendable {
    /// The column is known to be numeric.
    case numbers
    /// It is categorical, or its type is not known yet.
    case texts
  }
}

/// Cells read as numbers.
struct NumberCells: Sendable {
  /// One for each record, NaN where the cell is missing.
  var values: [Float]
  var missingCount = 0
  /// The first record whose number begins with a zero that changes nothing.
  var leadingZero: Int?
  /// The first record whose cell is no number that can be used; those after it were not read.
  var failure: Int?

  /// - Parameter records: Which records to read of the batch.
  init(
    _ batch: RecordBatch, records: Range<Int>, field: Int, markers: MissingMarkers,
    decimalMark: DecimalMark
  ) {
    values = [Float](repeating: .nan, count: records.count)
    var progress = et_number_progress(record: 0, missing_count: 0, leading_zero: .max)
    let mark = CChar(decimalMark == .point ? 0x2E : 0x2C)
    while true {
      batch.withKernelRecords(records) { lent in
        markers.withKernelMarkers { markers in
          et_read_numbers(lent, field, markers, mark, &values, &progress)
        }
      }
      guard progress.record < records.count else { break }
      // The kernel leaves the rare forms of numbers to one judge.
      let record = records.lowerBound + progress.record
      let range = batch.range(record: record, field: field)
      let cell = batch.bytes.span.extracting(range)
      let text = cell.extracting(cell.trimmedRange)
      guard case .number(let value) = NumberText(text, decimalMark: decimalMark) else {
        failure = record
        break
      }
      values[progress.record] = value
      progress.record += 1
    }
    missingCount = progress.missing_count
    leadingZero =
      progress.leading_zero == .max ? nil : records.lowerBound + progress.leading_zero
  }
}

/// Cells read as texts, numbered in order of first appearance.
struct TextCells: Sendable {
  /// For each record the number of its text, −1 where the cell is missing.
  var codes: [Int32]
  let missingCount: Int
  /// For each text the record in which it appears first, its hash and how often it appears.
  let firstRecords: [Int]
  let hashes: [UInt64]
  let counts: [Int]

  /// The number of distinct texts.
  var count: Int { hashes.count }

  /// - Parameters:
  ///   - records: Which records to read of the batch.
  ///   - room: Memory that is used for a while.
  init(
    _ batch: RecordBatch, records: Range<Int>, field: Int, markers: MissingMarkers,
    room: inout TextRoom
  ) {
    room.extend(to: records.count)
    var codes = [Int32](repeating: -1, count: records.count)
    let found = batch.withKernelRecords(records) { lent in
      markers.withKernelMarkers { markers in
        et_number_texts(
          lent, field, markers, &room.slots, room.slots.count, &codes, &room.firstRecords,
          &room.hashes, &room.lengths, &room.counts)
      }
    }
    self.codes = codes
    missingCount = found.missing_count
    firstRecords = room.firstRecords[..<found.text_count].map { records.lowerBound + Int($0) }
    hashes = Array(room.hashes[..<found.text_count])
    counts = room.counts[..<found.text_count].map(Int.init)
  }
}

/// Room for the distinct texts of as many records as a block may have.
struct TextRoom {
  fileprivate var slots: [Int32] = []
  fileprivate var firstRecords: [UInt32] = []
  fileprivate var hashes: [UInt64] = []
  fileprivate var lengths: [UInt32] = []
  fileprivate var counts: [UInt32] = []

  fileprivate mutating func extend(to records: Int) {
    guard records > hashes.count || slots.isEmpty else { return }
    var slotCount = 64
    while slotCount < 2 * records { slotCount *= 2 }
    slots = [Int32](repeating: 0, count: slotCount)
    firstRecords = [UInt32](repeating: 0, count: records)
    hashes = [UInt64](repeating: 0, count: records)
    lengths = firstRecords
    counts = firstRecords
  }
}

extension RecordBatch {
  /// Lends the places of some records' fields to a kernel.
  fileprivate func withKernelRecords<Result>(
    _ records: Range<Int>, _ body: (et_records) -> Result
  ) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      memory.starts.withUnsafeBufferPointer { starts in
        memory.ends.withUnsafeBufferPointer { ends in
          var lent = et_records()
          lent.text = bytes.baseAddress
          lent.size = bytes.count
          lent.starts = starts.baseAddress.map { $0 + records.lowerBound }
          lent.ends = ends.baseAddress.map { $0 + records.lowerBound * fieldCount }
          lent.record_count = records.count
          lent.field_count = fieldCount
          if case .plain(let text) = layout {
            lent.text = lent.text.map { $0 + text.lowerBound }
            lent.size -= text.lowerBound
            (lent.gap, lent.are_trimmed) = (1, true)
          }
          return body(lent)
        }
      }
    }
  }
}
