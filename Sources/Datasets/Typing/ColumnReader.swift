/// Reads the cells of one column into numbers and category codes and finds out, cell by cell, which
/// of the two the column is.
///
/// Until the first text that is no number, an inferred column keeps its numbers and the codes of
/// its texts side by side; beyond `textLimit` distinct texts it is held to be numeric and a text is
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
  let markers: MissingMarkers
  let decimalMark: DecimalMark

  /// The cells of the chunk being filled.
  var cells = TableChunk.Cells()
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

  init(_ declaration: ColumnDeclaration, options: ReadingOptions) {
    self.declaration = declaration
    markers = MissingMarkers(options.missingMarkers)
    decimalMark = options.decimalMark
    switch declaration.type {
    case .inferred, .skipped: state = .undecided
    case .numeric: state = .numeric
    case .categorical: state = .categorical
    }
  }

  /// Reads one field of some records.
  mutating func read(
    _ batch: RecordBatch, records: Range<Int>, field: Int, file: String
  ) throws(DatasetError) {
    for record in records {
      let range = batch.range(record: record, field: field)
      let line = batch.lines[record]
      try read(batch.bytes.span.extracting(range), file: file, line: line)
    }
  }

  private mutating func read(
    _ text: Span<UInt8>, file: String, line: Int
  ) throws(DatasetError) {
    cellCount += 1
    let trimmed = text.extracting(text.trimmedRange)
    guard !markers.contains(trimmed) else {
      missingCount += 1
      if state != .categorical { cells.numbers.append(.nan) }
      if state != .numeric { cells.codes.append(-1) }
      return
    }
    if state == .numeric {
      try readNumber(trimmed, file: file, line: line)
    } else {
      try readText(text, trimmed, file: file, line: line)
    }
  }

  private mutating func readNumber(
    _ text: Span<UInt8>, file: String, line: Int
  ) throws(DatasetError) {
    switch NumberText(text, decimalMark: decimalMark) {
    case .number(let value):
      cells.numbers.append(value)
      if text[0] == UInt8(ascii: "0") { noteLeadingZero(text, file: file, line: line) }
    case .unusable(let problem):
      throw unusable(problem, at: CellPlace(text, file: file, line: line))
    case .text:
      throw notANumber(CellPlace(text, file: file, line: line))
    }
  }

  private mutating func readText(
    _ text: Span<UInt8>, _ trimmed: Span<UInt8>, file: String, line: Int
  ) throws(DatasetError) {
    let known = texts.count
    let code = texts.intern(text)
    if Int(code) == known {
      try checkNewText(text, file: file, line: line)
      if declaration.type == .inferred {
        counts.append(0)
        meanings.append(NumberText(trimmed, decimalMark: decimalMark))
        try consider(meanings[known], trimmed, file: file, line: line)
      }
    }
    // The state may have changed with this very cell.
    if state != .numeric { cells.codes.append(code) }
    guard declaration.type == .inferred, state != .numeric else { return }
    counts[Int(code)] += 1
    if state == .undecided { cells.numbers.append(meanings[Int(code)].value) }
  }

  /// Draws the conclusions from the meaning of a text that was not seen before.
  private mutating func consider(
    _ meaning: NumberText, _ text: Span<UInt8>, file: String, line: Int
  ) throws(DatasetError) {
    switch meaning {
    case .number:
      noteLeadingZero(text, file: file, line: line)
    case .unusable(let problem):
      firstUnusable = firstUnusable ?? (CellPlace(text, file: file, line: line), problem)
    case .text:
      firstText = firstText ?? CellPlace(text, file: file, line: line)
      state = .categorical
      cells.numbers = []
    }
    if state == .undecided, texts.count > Self.textLimit {
      if let (place, problem) = firstUnusable { throw unusable(problem, at: place) }
      state = .numeric
      cells.numbers.append(meaning.value)
      cells.codes = []
      (texts, counts, meanings) = (CategoryTable(), [], [])
    }
  }

  private mutating func noteLeadingZero(_ text: Span<UInt8>, file: String, line: Int) {
    if firstLeadingZero == nil, text.hasLeadingZero {
      firstLeadingZero = CellPlace(text, file: file, line: line)
    }
  }

  private func checkNewText(
    _ text: Span<UInt8>, file: String, line: Int
  ) throws(DatasetError) {
    var hasNUL = false
    for index in text.indices where text[index] == 0 { hasNUL = true }
    if hasNUL {
      throw DatasetError(
        .data, file: file, line: line, column: declaration.pattern,
        problem: "the cell contains a NUL byte",
        remedy: "the file is damaged or not text in UTF-8")
    }
    if (try? UTF8Span(validating: text)) == nil {
      let bytes = text.withUnsafeBufferPointer { Array($0) }
      throw .notUTF8(bytes, file: file, line: line, column: declaration.pattern)
    }
  }
}

extension NumberText {
  /// The number, or NaN.
  fileprivate var value: Float {
    if case .number(let value) = self { value } else { .nan }
  }
}

extension CellPlace {
  init(_ text: Span<UInt8>, file: String, line: Int) {
    let value = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    self.init(file: file, line: line, value: value)
  }
}
