/// Takes in the cells of one column block by block, in the order of the file, and finds out whether
/// the column is one of numbers or of categories.
///
/// Until the first text that is no number, an inferred column keeps the codes of its texts and what
/// each means as a number; beyond `textLimit` distinct texts it is held to be numeric and a text is
/// an error.
struct ColumnReader: Sendable {
  /// How many distinct texts a column that looks numeric keeps.
  static let textLimit = 256

  enum State: Equatable {
    /// Only numbers so far, whose texts are kept.
    case undecided
    case numeric
    case categorical
  }

  /// The column's name, what it is to be read as and whether it is a label.
  let declaration: ColumnDeclaration
  let decimalMark: DecimalMark

  private(set) var state: State
  private(set) var missingCount = 0
  private(set) var cellCount = 0

  // The distinct texts; of each how often it was seen and what it is as a number. The latter two
  // are kept only where the type is inferred.
  private(set) var texts = CategoryTable()
  private(set) var counts: [Int] = []
  private(set) var meanings: [NumberText] = []

  private(set) var firstText: CellPlace?
  private(set) var firstUnusable: (place: CellPlace, problem: NumberText.Problem)?
  private(set) var firstLeadingZero: CellPlace?

  init(_ declaration: ColumnDeclaration, decimalMark: DecimalMark) {
    self.declaration = declaration
    self.decimalMark = decimalMark
    switch declaration.type {
    case .inferred, .skipped: state = .undecided
    case .numeric: state = .numeric
    case .categorical: state = .categorical
    }
  }

  /// What threads are to read the cells to come as.
  var form: ColumnCells.Form { state == .numeric ? .numbers : .texts }

  /// Takes in one field of the records that follow those so far.
  ///
  /// - Parameters:
  ///   - batch: Holds the cells' text.
  ///   - firstLine: The batch's first line in the file.
  mutating func take(
    _ cells: ColumnCells, of batch: RecordBatch, field: Int, file: String, firstLine: Int
  ) throws(DatasetError) -> TableChunk.Cells {
    let source = CellSource(batch: batch, field: field, file: file, firstLine: firstLine)
    switch cells {
    case .numbers(let cells): return try take(cells, from: source)
    case .texts(let cells): return try take(cells, from: source)
    case .none: preconditionFailure("the cells were read")
    }
  }

  private mutating func take(
    _ cells: NumberCells, from source: CellSource
  ) throws(DatasetError) -> TableChunk.Cells {
    precondition(state == .numeric, "a thread reads numbers once it is told to")
    cellCount += cells.values.count
    missingCount += cells.missingCount
    if firstLeadingZero == nil, let record = cells.leadingZero {
      firstLeadingZero = source.place(record)
    }
    if let record = cells.failure { _ = try usableNumber(record, source) }
    return TableChunk.Cells(.numbers(cells.values))
  }

  private mutating func take(
    _ cells: TextCells, from source: CellSource
  ) throws(DatasetError) -> TableChunk.Cells {
    cellCount += cells.codes.count
    missingCount += cells.missingCount
    // The block's texts are numbered as they appear, so what is found first is first in the file.
    var codes: [Int32] = []
    var values: [Float] = []
    codes.reserveCapacity(cells.texts.count)
    for text in cells.texts {
      if state == .numeric {
        values.append(try usableNumber(text.firstRecord, source))
        continue
      }
      let code = try code(of: text, source)
      codes.append(code)
      guard declaration.type == .inferred else { continue }
      values.append(meanings[Int(code)].value)
      counts[Int(code)] += text.count
      try decide()
    }
    switch state {
    case .numeric: return TableChunk.Cells(.values(values, of: cells.codes))
    case .undecided: return TableChunk.Cells(.undecided(codes, values, of: cells.codes))
    case .categorical: return TableChunk.Cells(.categories(codes, of: cells.codes))
    }
  }

  /// The code of one of a block's texts; what a new one means is noted.
  private mutating func code(
    of text: TextCells.Text, _ source: CellSource
  ) throws(DatasetError) -> Int32 {
    let bytes = source.batch.bytes
    if let known = texts.code(
      hash: text.hash, length: text.length, of: bytes, at: source.range(text.firstRecord))
    {
      return known
    }
    let cell = bytes.span.extracting(source.range(text.firstRecord))
    try checkNewText(cell, source.place(text.firstRecord))
    if declaration.type == .inferred {
      let trimmed = cell.extracting(cell.trimmedRange)
      counts.append(0)
      meanings.append(NumberText(trimmed, decimalMark: decimalMark))
      consider(meanings[texts.count], trimmed, at: text.firstRecord, source)
    }
    return texts.append(cell, hash: text.hash)
  }

  /// Draws the conclusions from the meaning of a text that was not seen before.
  private mutating func consider(
    _ meaning: NumberText, _ text: Span<UInt8>, at record: Int, _ source: CellSource
  ) {
    switch meaning {
    case .number:
      if firstLeadingZero == nil, text.hasLeadingZero { firstLeadingZero = source.place(record) }
    case .unusable(let problem):
      firstUnusable = firstUnusable ?? (source.place(record), problem)
    case .text:
      firstText = firstText ?? source.place(record)
      state = .categorical
    }
  }

  /// Holds a column of too many distinct texts to be numeric.
  private mutating func decide() throws(DatasetError) {
    guard state == .undecided, texts.count > Self.textLimit else { return }
    if let (place, problem) = firstUnusable { throw unusable(problem, at: place) }
    state = .numeric
    (texts, counts, meanings) = (CategoryTable(), [], [])
  }

  /// The number in a cell of a numeric column.
  private mutating func usableNumber(
    _ record: Int, _ source: CellSource
  ) throws(DatasetError) -> Float {
    let bytes = source.batch.bytes
    let text = bytes.span.extracting(source.trimmedRange(record))
    switch NumberText(text, decimalMark: decimalMark) {
    case .number(let value):
      if firstLeadingZero == nil, text.hasLeadingZero { firstLeadingZero = source.place(record) }
      return value
    case .unusable(let problem): throw unusable(problem, at: source.place(record))
    case .text: throw notANumber(source.place(record))
    }
  }

  private func checkNewText(
    _ text: Span<UInt8>, _ place: @autoclosure () -> CellPlace
  ) throws(DatasetError) {
    var hasNUL = false
    for index in text.indices where text[index] == 0 { hasNUL = true }
    if hasNUL {
      let place = place()
      throw DatasetError(
        .data, file: place.file, line: place.line, column: declaration.pattern,
        problem: "the cell contains a NUL byte",
        remedy: "the file is damaged or not text in UTF-8")
    }
    if (try? UTF8Span(validating: text)) == nil {
      let place = place()
      let bytes = text.withUnsafeBufferPointer { Array($0) }
      throw .notUTF8(bytes, file: place.file, line: place.line, column: declaration.pattern)
    }
  }
}

/// Where a column's cells are.
private struct CellSource {
  let batch: RecordBatch
  let field: Int
  let file: String
  let firstLine: Int

  func range(_ record: Int) -> Range<Int> { batch.range(record: record, field: field) }

  func trimmedRange(_ record: Int) -> Range<Int> {
    batch.trimmedRange(record: record, field: field)
  }

  /// A cell to remember, without the spaces around it.
  func place(_ record: Int) -> CellPlace {
    CellPlace(
      file: file, line: firstLine + batch.line(of: record),
      value: String(decoding: batch.bytes[trimmedRange(record)], as: UTF8.self))
  }
}

extension NumberText {
  /// The number, or NaN.
  fileprivate var value: Float {
    if case .number(let value) = self { value } else { .nan }
  }
}
