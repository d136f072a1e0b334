internal import CTextKernels

/// The cells of one column in one block, typed as far as a thread can that sees no other block.
enum ColumnCells: Sendable {
  case numbers(NumberCells)
  case texts(TextCells)
  case none

  /// What a column's cells are to be read as.
  enum Form: Sendable {
    /// The column is known to be numeric.
    case numbers
    /// It is categorical, or its type is not known yet.
    case texts
  }

  /// The cells of a column that the source lacks, all missing.
  ///
  /// - Parameter spare: Cells that are not needed any more.
  static func missing(_ form: Form, count: Int, reusing spare: inout ColumnCells) -> ColumnCells {
    switch form {
    case .numbers: .numbers(NumberCells(missing: count, reusing: &spare))
    case .texts: .texts(TextCells(missing: count, reusing: &spare))
    }
  }

  /// Gives the memory of numbers away, for as many others.
  mutating func takeNumbers(count: Int) -> [Float] {
    guard case .numbers(var cells) = self else { return [Float](repeating: 0, count: count) }
    self = .none
    cells.values.resize(to: count)
    return cells.values
  }

  /// Gives the memory of codes away, for as many others.
  mutating func takeCodes(count: Int) -> [Int32] {
    guard case .texts(var cells) = self else { return [Int32](repeating: 0, count: count) }
    self = .none
    cells.codes.resize(to: count)
    return cells.codes
  }
}

extension Array where Element: Numeric {
  /// Makes it as many entries, of any value.
  fileprivate mutating func resize(to count: Int) {
    if self.count > count {
      removeLast(self.count - count)
    } else {
      self += repeatElement(0, count: count - self.count)
    }
  }
}

/// Cells read as numbers.
struct NumberCells: Sendable {
  /// One for each record, NaN where the cell is missing.
  fileprivate(set) var values: [Float]
  let missingCount: Int
  /// The first record whose number begins with a zero that changes nothing.
  let leadingZero: Int?
  /// The first record whose cell is no number that can be used; those after it were not read.
  let failure: Int?

  /// - Parameters:
  ///   - records: Which records to read of the batch.
  ///   - spare: Cells that are not needed any more.
  init(
    _ batch: RecordBatch, records: Range<Int>, field: Int, markers: MissingMarkers,
    decimalMark: DecimalMark, reusing spare: inout ColumnCells
  ) {
    var values = spare.takeNumbers(count: records.count)
    var failure: Int?
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
      let range = batch.trimmedRange(record: record, field: field)
      let text = batch.bytes.span.extracting(range)
      guard case .number(let value) = NumberText(text, decimalMark: decimalMark) else {
        failure = record
        break
      }
      values[progress.record] = value
      progress.record += 1
    }
    (self.values, self.failure) = (values, failure)
    missingCount = progress.missing_count
    leadingZero =
      progress.leading_zero == .max ? nil : records.lowerBound + progress.leading_zero
  }
}

extension NumberCells {
  /// Missing cells.
  fileprivate init(missing count: Int, reusing spare: inout ColumnCells) {
    values = spare.takeNumbers(count: count)
    for index in values.indices { values[index] = .nan }
    (missingCount, leadingZero, failure) = (count, nil, nil)
  }
}

/// Cells read as texts, numbered in order of first appearance.
struct TextCells: Sendable {
  /// For each record the number of its text, −1 where the cell is missing.
  fileprivate(set) var codes: [Int32]
  let missingCount: Int
  /// The texts.
  let texts: [Text]

  /// A distinct text.
  struct Text: Sendable {
    /// Its hash: no two texts of one length up to eight have the same.
    let hash: UInt64
    let length: Int
    /// How often it appears.
    let count: Int
    /// The record in which it appears first.
    let firstRecord: Int
  }

  /// - Parameters:
  ///   - records: Which records to read of the batch.
  ///   - room: Memory that is used for a while.
  ///   - spare: Cells that are not needed any more.
  init(
    _ batch: RecordBatch, records: Range<Int>, field: Int, markers: MissingMarkers,
    room: inout TextRoom, reusing spare: inout ColumnCells
  ) {
    room.extend(to: records.count)
    var codes = spare.takeCodes(count: records.count)
    let found = batch.withKernelRecords(records) { lent in
      markers.withKernelMarkers { markers in
        et_number_texts(
          lent, field, markers, &room.slots, room.slots.count, &room.texts, &codes)
      }
    }
    self.codes = codes
    missingCount = found.missing_count
    texts = room.texts[..<found.text_count].map { text in
      Text(
        hash: text.hash, length: Int(text.length), count: Int(text.count),
        firstRecord: records.lowerBound + Int(text.first_record))
    }
  }
}

extension TextCells {
  /// Missing cells.
  fileprivate init(missing count: Int, reusing spare: inout ColumnCells) {
    codes = spare.takeCodes(count: count)
    for index in codes.indices { codes[index] = -1 }
    (missingCount, texts) = (count, [])
  }
}

/// Room for the distinct texts of as many records as a block may have.
struct TextRoom {
  fileprivate var slots: [Int32] = []
  fileprivate var texts: [et_text] = []

  fileprivate mutating func extend(to records: Int) {
    guard records > texts.count || slots.isEmpty else { return }
    var slotCount = 64
    while slotCount < 2 * records { slotCount *= 2 }
    slots = [Int32](repeating: 0, count: slotCount)
    texts = [et_text](repeating: et_text(), count: records)
  }
}

extension RecordBatch {
  /// Lends the places of some records' fields to a kernel.
  func withKernelRecords<Result>(
    _ records: Range<Int>, _ body: (et_records) -> Result
  ) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      memory.starts.withUnsafeBufferPointer { starts in
        memory.ends.withUnsafeBufferPointer { ends in
          let (fieldStride, recordStride) = strides
          var lent = et_records()
          lent.text = bytes.baseAddress
          lent.size = bytes.count
          lent.starts = starts.baseAddress.map { $0 + records.lowerBound }
          lent.ends = ends.baseAddress.map { $0 + records.lowerBound * recordStride }
          lent.record_count = records.count
          lent.field_stride = fieldStride
          lent.record_stride = recordStride
          if case .plain(let text) = layout {
            lent.text = lent.text.map { $0 + text.lowerBound }
            lent.size -= text.lowerBound
            lent.are_plain = true
          }
          return body(lent)
        }
      }
    }
  }
}
