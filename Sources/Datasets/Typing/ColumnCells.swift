internal import CTextKernels

/// The cells of one column in one block, typed as far as a thread can that sees no other block.
enum ColumnCells: Sendable {
  case numbers(NumberCells)
  case texts(TextCells)
  case none

  /// What a column's cells are to be read as.
  enum Form: Sendable, Equatable {
    /// The column is known to be numeric: distances from an origin.
    case distances(from: Double)
    /// The column is known to be numeric, and its numbers are kept as Doubles.
    case doubles
    /// It is categorical, or its type is not known yet.
    case texts
  }

  /// The cells of a column that the source lacks, all missing.
  ///
  /// - Parameter spare: Cells that are not needed any more.
  static func missing(_ form: Form, count: Int, reusing spare: inout ColumnCells) -> ColumnCells {
    switch form {
    case .distances(let origin):
      var floats = spare.takeFloats(count: count)
      for index in floats.indices { floats[index] = .nan }
      return .numbers(NumberCells(missing: .distances(floats, from: origin)))
    case .doubles:
      var doubles = spare.takeDoubles(count: count)
      for index in doubles.indices { doubles[index] = .nan }
      return .numbers(NumberCells(missing: .doubles(doubles)))
    case .texts: return .texts(TextCells(missing: count, reusing: &spare))
    }
  }

  /// Gives the memory of Floats away, for as many others.
  mutating func takeFloats(count: Int) -> [Float] {
    guard case .numbers(var cells) = self, case .distances(var floats, _) = cells.values else {
      return [Float](repeating: 0, count: count)
    }
    self = .none
    cells.values = .doubles([])
    floats.resize(to: count)
    return floats
  }

  /// Gives the memory of Doubles away, for as many others.
  mutating func takeDoubles(count: Int) -> [Double] {
    guard case .numbers(var cells) = self, case .doubles(var doubles) = cells.values else {
      return [Double](repeating: 0, count: count)
    }
    self = .none
    cells.values = .doubles([])
    doubles.resize(to: count)
    return doubles
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
  fileprivate(set) var values: Values
  private(set) var missingCount = 0
  /// The first record whose number begins with a zero that changes nothing.
  private(set) var leadingZero: Int?
  /// The first record whose cell is no number that can be used; those after it were not read.
  private(set) var failure: Int?
  /// What was left out around the numbers.
  private(set) var signs = SignTally()

  /// Numbers in one of the forms they are kept in.
  enum Values: Sendable {
    case distances([Float], from: Double)
    case doubles([Double])
  }

  /// How many cells there are.
  var count: Int {
    switch values {
    case .distances(let floats, _): floats.count
    case .doubles(let doubles): doubles.count
    }
  }

  /// Reads numbers as Floats nearest to their distances from an origin.
  ///
  /// - Parameters:
  ///   - records: Which records to read of the batch.
  ///   - spare: Cells that are not needed any more.
  init(
    _ batch: RecordBatch, records: Range<Int>, field: Int, markers: MissingMarkers,
    notation: NumberNotation, origin: Double, reusing spare: inout ColumnCells
  ) {
    var floats = spare.takeFloats(count: records.count)
    let mark = CChar(notation.decimalMark.byte)
    values = .doubles([])
    read(batch, records, field, markers, notation, into: &floats) {
      lent, markers, floats, progress in
      if origin == 0 {
        et_read_floats(lent, field, markers, mark, &floats, &progress)
      } else {
        et_read_distances(lent, field, markers, mark, origin, &floats, &progress)
      }
    } convert: {
      $0.distance(from: origin)
    }
    values = .distances(floats, from: origin)
  }

  /// Reads numbers as Doubles.
  init(
    _ batch: RecordBatch, records: Range<Int>, field: Int, markers: MissingMarkers,
    notation: NumberNotation, reusing spare: inout ColumnCells
  ) {
    var doubles = spare.takeDoubles(count: records.count)
    let mark = CChar(notation.decimalMark.byte)
    values = .doubles([])
    read(
      batch, records, field, markers, notation, into: &doubles
    ) { lent, markers, doubles, progress in
      et_read_doubles(lent, field, markers, mark, &doubles, &progress)
    } convert: {
      $0.double
    }
    values = .doubles(doubles)
  }

  /// Reads cells by a kernel, which leaves the rare forms of numbers to one judge.
  private mutating func read<Value>(
    _ batch: RecordBatch, _ records: Range<Int>, _ field: Int, _ markers: MissingMarkers,
    _ notation: NumberNotation, into values: inout [Value],
    kernel: (et_records, et_markers, inout [Value], inout et_number_progress) -> Void,
    convert: (DecimalNumber) -> Value
  ) {
    var progress = et_number_progress(record: 0, missing_count: 0, leading_zero: .max)
    while true {
      batch.withKernelRecords(records) { lent in
        markers.withKernelMarkers { markers in
          kernel(lent, markers, &values, &progress)
        }
      }
      guard progress.record < records.count else { break }
      let record = records.lowerBound + progress.record
      let range = batch.trimmedRange(record: record, field: field)
      let text = batch.bytes.span.extracting(range)
      var leftOut: [String] = []
      guard case .number(let value) = NumberText(text, notation: notation, leftOut: &leftOut) else {
        failure = record
        break
      }
      if markers.contains(value) {
        values[progress.record] = convert(.missing)
        progress.missing_count += 1
      } else {
        values[progress.record] = convert(value)
        signs.add(leftOut)
      }
      progress.record += 1
    }
    missingCount = progress.missing_count
    leadingZero =
      progress.leading_zero == .max ? nil : records.lowerBound + progress.leading_zero
  }
}

extension NumberCells {
  /// Missing cells.
  fileprivate init(missing values: Values) {
    self.values = values
    missingCount = count
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
