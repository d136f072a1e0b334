/// Takes in the cells of one column block by block, in the order of the file, and finds out whether
/// the column is one of numbers, of dates or of categories.
///
/// Until the first text that is no number, a column that may be one of numbers keeps the codes of
/// its texts and what each means as a number; beyond `textLimit` distinct texts it is held to be
/// numeric and a text is an error.
struct ColumnReader: Codable, Sendable {
  /// How many distinct texts a column that looks numeric keeps.
  static let textLimit = 256

  enum State: String, Codable, Equatable {
    /// Only numbers so far, whose texts are kept.
    case undecided
    case numeric
    /// Categories, or dates.
    case categorical
    /// Categories, or dates, of which nothing is kept: see `TextNumbering.ofChunk`.
    case passing
  }

  /// The column's name, what it is to be read as and whether it is a label.
  let declaration: ColumnDeclaration
  let reading: ColumnReading

  private(set) var state: State
  private(set) var missingCount = 0
  private(set) var cellCount = 0
  /// Where the distances of numbers are measured from; of no meaning before the column is numeric.
  private(set) var origin = 0.0

  // The distinct texts; of each how often it was seen, what it is as a number, and what was left
  // out around that. All but the first are kept only where the column may be numeric.
  private(set) var texts = CategoryTable()
  private(set) var counts: [Int] = []
  private(set) var meanings: [NumberText] = []
  private var signsOfTexts: [[String]] = []

  private(set) var firstText: CellPlace?
  private(set) var firstUnusable: UnusableNumber?
  private(set) var firstLeadingZero: CellPlace?
  /// What was left out around the numbers whose texts are not kept.
  private var signsOfNumbers = SignTally()

  init(
    _ declaration: ColumnDeclaration, reading: ColumnReading, numbering: TextNumbering = .ofTable
  ) {
    self.declaration = declaration
    var reading = reading
    // What is said to be categories is no date.
    if declaration.type == .categorical { reading.date = nil }
    self.reading = reading
    switch declaration.type {
    case .categorical: state = .categorical
    case .inferred, .numeric, .skipped:
      state = reading.date != nil ? .categorical : .undecided
      if reading.date == nil, declaration.type == .numeric, let origin = declaration.origin {
        (state, self.origin) = (.numeric, origin)
      }
    }
    if state == .categorical, numbering == .ofChunk { state = .passing }
  }

  /// Whether the texts are kept with what they mean as numbers.
  private var mayBeNumeric: Bool {
    declaration.type != .categorical && reading.date == nil
  }

  /// What threads are to read the cells to come as.
  var form: ColumnCells.Form {
    guard state == .numeric else { return .texts }
    return declaration.isLabel ? .doubles : .distances(from: origin)
  }

  /// Takes in one field of the records that follow those so far.
  ///
  /// - Parameters:
  ///   - batch: Holds the cells' text.
  ///   - firstLine: The batch's first line in the file.
  ///   - markers: What stands for a missing cell.
  mutating func take(
    _ cells: ColumnCells, of batch: RecordBatch, field: Int, file: String, firstLine: Int,
    markers: MissingMarkers
  ) throws(DatasetError) -> TableChunk.Cells {
    let source = CellSource(batch: batch, field: field, file: file, firstLine: firstLine)
    let form: TableChunk.Cells.Form
    switch cells {
    case .numbers(let cells): form = try take(cells, from: source, markers)
    case .texts(let cells): form = try take(cells, from: source, markers)
    case .none: preconditionFailure("the cells were read")
    }
    return TableChunk.Cells(form, keepsDoubles: declaration.isLabel)
  }

  private mutating func take(
    _ cells: NumberCells, from source: CellSource, _ markers: MissingMarkers
  ) throws(DatasetError) -> TableChunk.Cells.Form {
    precondition(state == .numeric, "a thread reads numbers once it is told to")
    cellCount += cells.count
    missingCount += cells.missingCount
    signsOfNumbers.merge(cells.signs)
    if firstLeadingZero == nil, let record = cells.leadingZero {
      firstLeadingZero = source.place(record)
    }
    if let record = cells.failure { _ = try usableNumber(record, source, markers) }
    return .numbers(cells.values)
  }

  private mutating func take(
    _ cells: TextCells, from source: CellSource, _ markers: MissingMarkers
  ) throws(DatasetError) -> TableChunk.Cells.Form {
    cellCount += cells.codes.count
    missingCount += cells.missingCount
    if state == .passing { return try pass(cells, from: source, markers) }
    // The block's texts are numbered as they appear, so what is found first is first in the file.
    var codes: [Int32] = []
    var values: [DecimalNumber] = []
    codes.reserveCapacity(cells.texts.count)
    for text in cells.texts {
      if state == .numeric {
        let number = try usableNumber(text.firstRecord, source, markers, count: text.count)
        values.append(number ?? .missing)
        if number == nil { missingCount += text.count }
        continue
      }
      let code = try code(of: text, source, markers)
      codes.append(code)
      if code < 0 { missingCount += text.count }
      guard mayBeNumeric else { continue }
      values.append(code < 0 ? .missing : meanings[Int(code)].value)
      if code >= 0 { counts[Int(code)] += text.count }
      try decide()
    }
    switch state {
    case .numeric: return .values(values, of: cells.codes, from: origin)
    case .undecided: return .undecided(codes, values, of: cells.codes)
    case .categorical, .passing: return .categories(codes, of: cells.codes)
    }
  }

  /// Hands a block's texts on, each as what it means by itself.
  private mutating func pass(
    _ cells: TextCells, from source: CellSource, _ markers: MissingMarkers
  ) throws(DatasetError) -> TableChunk.Cells.Form {
    let format = reading.date?.format
    var codes: [Int32] = []
    var texts: [String] = []
    var instants: [Double] = []
    for text in cells.texts {
      let cell = source.batch.bytes.span.extracting(source.range(text.firstRecord))
      try checkNewText(cell, source.place(text.firstRecord))
      let trimmed = cell.extracting(cell.trimmedRange)
      guard !markers.contains(trimmed, notation: reading.notation) else {
        codes.append(-1)
        missingCount += text.count
        continue
      }
      codes.append(Int32(format == nil ? texts.count : instants.count))
      if let format {
        instants.append(try instant(trimmed, format, source.place(text.firstRecord)).seconds)
      } else {
        let name = String(
          decoding: source.batch.bytes[source.range(text.firstRecord)], as: UTF8.self)
        texts.append(reading.foldsCase ? name.folded : name)
      }
    }
    let hasAll = codes.count == texts.count + instants.count
    let ofCells = hasAll ? cells.codes : cells.codes.map { $0 < 0 ? $0 : codes[Int($0)] }
    return format == nil ? .texts(texts, of: ofCells) : .instants(instants, of: ofCells)
  }

  /// The instant that a text means.
  private func instant(
    _ text: Span<UInt8>, _ format: DateFormat, _ place: @autoclosure () -> CellPlace
  ) throws(DatasetError) -> DateInstant {
    let bytes = text.withUnsafeBufferPointer { Array($0) }
    guard let instant = format.instant(of: bytes) else { throw notADate(place(), format: format) }
    return instant
  }

  /// The code of one of a block's texts, −1 where it is a number that stands for a missing cell;
  /// what a new one means is noted.
  private mutating func code(
    of text: TextCells.Text, _ source: CellSource, _ markers: MissingMarkers
  ) throws(DatasetError) -> Int32 {
    let bytes = source.batch.bytes
    if let known = texts.code(
      hash: text.hash, length: text.length, of: bytes, at: source.range(text.firstRecord))
    {
      return known
    }
    let cell = bytes.span.extracting(source.range(text.firstRecord))
    try checkNewText(cell, source.place(text.firstRecord))
    let trimmed = cell.extracting(cell.trimmedRange)
    if mayBeNumeric {
      var leftOut: [String] = []
      let meaning = NumberText(trimmed, notation: reading.notation, leftOut: &leftOut)
      if case .number(let number) = meaning, markers.contains(number) { return -1 }
      signsOfTexts.append(leftOut)
      counts.append(0)
      meanings.append(meaning)
      try consider(meaning, trimmed, at: text.firstRecord, source)
    } else if markers.contains(trimmed, notation: reading.notation) {
      return -1
    } else if let format = reading.date?.format {
      _ = try instant(trimmed, format, source.place(text.firstRecord))
    }
    return texts.append(cell, hash: text.hash)
  }

  /// Draws the conclusions from the meaning of a text that was not seen before.
  private mutating func consider(
    _ meaning: NumberText, _ text: Span<UInt8>, at record: Int, _ source: CellSource
  ) throws(DatasetError) {
    let mustBeNumeric = declaration.type == .numeric
    switch meaning {
    case .number:
      if firstLeadingZero == nil, text.hasLeadingZero { firstLeadingZero = source.place(record) }
    case .unusable(let problem):
      if mustBeNumeric { throw unusable(problem, at: source.place(record)) }
      firstUnusable =
        firstUnusable ?? UnusableNumber(place: source.place(record), problem: problem)
    case .text:
      if mustBeNumeric { throw notANumber(source.place(record)) }
      firstText = firstText ?? source.place(record)
      state = .categorical
    }
  }

  /// Holds a column of too many distinct texts to be numeric.
  private mutating func decide() throws(DatasetError) {
    guard state == .undecided, texts.count > Self.textLimit else { return }
    if let firstUnusable { throw unusable(firstUnusable.problem, at: firstUnusable.place) }
    origin = knownOrigin
    signsOfNumbers = signs
    state = .numeric
    (texts, counts, meanings, signsOfTexts) = (CategoryTable(), [], [], [])
  }

  /// What was left out around the numbers so far.
  var signs: SignTally {
    var signs = signsOfNumbers
    for (leftOut, count) in zip(signsOfTexts, counts) { signs.add(leftOut, count: count) }
    return signs
  }

  /// Where distances are best measured from, as far as is known: from the numbers whose texts are
  /// kept.
  var knownOrigin: Double {
    guard !declaration.isLabel else { return 0 }
    return NumberOrigin.origin(of: meanings.lazy.map(\.value.double))
  }

  /// The number in a cell of a numeric column; nil if it stands for a missing cell.
  ///
  /// - Parameter count: How many cells have the same text.
  private mutating func usableNumber(
    _ record: Int, _ source: CellSource, _ markers: MissingMarkers, count: Int = 1
  ) throws(DatasetError) -> DecimalNumber? {
    let bytes = source.batch.bytes
    let text = bytes.span.extracting(source.trimmedRange(record))
    var leftOut: [String] = []
    switch NumberText(text, notation: reading.notation, leftOut: &leftOut) {
    case .number(let value):
      if markers.contains(value) { return nil }
      signsOfNumbers.add(leftOut, count: count)
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

/// A number that cannot be used, and where it stands.
struct UnusableNumber: Codable, Sendable {
  let place: CellPlace
  let problem: NumberText.Problem
}

/// Whose texts are numbered while a table is read.
enum TextNumbering: Sendable {
  /// All of the table's, so that what a column is follows from them in the end. They take memory.
  case ofTable
  /// Those of each chunk anew: nothing is kept of columns that are declared as categories, or as
  /// dates of a format.
  case ofChunk
}

/// How the cells of one column are understood, of what the options say of all of them.
struct ColumnReading: Codable, Sendable {
  /// How its numbers are written.
  var notation: NumberNotation
  /// Whether its categories are compared without regard to case and spaces around them.
  var foldsCase: Bool
  /// Its dates, if it has any.
  var date: DateDeclaration?
}

extension ReadingOptions {
  /// What the options say of a column. Of several patterns that fit, the last one counts.
  func reading(of column: String) -> ColumnReading {
    var notation = notation
    notation.unit = units.last { NamePattern($0.pattern).means(column) }?.unit
    return ColumnReading(
      notation: notation, foldsCase: foldedColumns.contains { NamePattern($0).means(column) },
      date: dates.last { NamePattern($0.pattern).means(column) })
  }
}

extension ReadingOptions {
  /// Whether they say how the dates of a column are written.
  package func tellsFormat(ofDates column: String) -> Bool {
    reading(of: column).date?.format != nil
  }
}

extension NamePattern {
  /// Whether a column of that name is meant.
  fileprivate func means(_ name: String) -> Bool { name == text || matches(name) }
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
  /// The number, or what stands for a missing one.
  fileprivate var value: DecimalNumber {
    if case .number(let value) = self { value } else { .missing }
  }
}
