internal import Remedies

/// Takes the first blocks of a source, one after the other, until its header is known and two
/// records below.
struct OpeningReading {
  /// How many records below the header are looked at.
  private static let sampleCount = 2

  private let options: ReadingOptions
  private let markers: MissingMarkers
  private let file: String
  /// The blocks taken, with the records that are data.
  private(set) var blocks: [ParsedBlock] = []
  /// Whether there are no more blocks.
  private(set) var isAtEnd = false
  /// The record of units that was skipped.
  private(set) var units: RecordCopy?
  /// The first rows.
  private(set) var samples: [RecordCopy] = []

  private var form: RecordForm?
  private var fieldCount = 0
  private var names: RecordCopy?
  /// The line with which the next block begins.
  private var line = 1
  /// The text from the first line of the table on, as far as it is in its block.
  private var text: ArraySlice<UInt8> = []

  init(options: ReadingOptions, file: String) {
    (self.options, self.file) = (options, file)
    markers = MissingMarkers(options.missingMarkers, decimalMark: options.decimalMark)
  }

  /// Whether enough has been read, or all there is.
  var isDone: Bool {
    isAtEnd || samples.count == Self.sampleCount
      || blocks.last.map { $0.batch.failure != nil || $0.failure != nil } ?? false
  }

  /// Takes the next block.
  ///
  /// - Parameters:
  ///   - isLast: Whether the source ends with it.
  ///   - nulRefused: The error for a first line with NUL bytes.
  mutating func take(
    _ block: TextBlock, isLast: Bool, nulRefused: DatasetError
  ) throws(DatasetError) {
    isAtEnd = isLast
    let comment = CommentMark(options.layout)
    if form == nil, let first = block.bytes.firstLine(beside: comment) {
      guard !first.contains(0) else { throw nulRefused }
      text = block.bytes[first.startIndex...]
      let found = block.announcedDelimiter ?? TableHeader.delimiter(in: first)
      form = RecordForm(
        delimiter: options.layout.isDelimitedByBlanks
          ? UInt8(ascii: "\t") : options.delimiter ?? found,
        isDelimitedByBlanks: options.layout.isDelimitedByBlanks, comment: comment)
    }
    let plan = plan(form ?? RecordForm(delimiter: UInt8(ascii: ","), comment: comment))
    var parsed = plan.findRecords(block)
    if fieldCount == 0 { fieldCount = parsed.batch.fieldCount }
    let firstLine = line + parsed.skippedLineCount
    line = firstLine + parsed.batch.lineCount
    parsed.removeIdleRecords(repeating: plan.headings)
    if options.layout.hasHeader, names == nil {
      names = parsed.takeHeading(firstLine: firstLine)
    }
    parsed.removeIdleRecords(repeating: headings)
    if options.layout.hasUnits, names != nil, units == nil, samples.isEmpty, parsed.rowCount > 0 {
      takeUnits(from: &parsed, firstLine: firstLine)
      parsed.removeIdleRecords(repeating: headings)
    }
    for record in 0..<min(parsed.batch.count, Self.sampleCount - samples.count) {
      samples.append(RecordCopy(parsed.batch, record: record, firstLine: firstLine))
    }
    blocks.append(parsed)
  }

  private mutating func takeUnits(from block: inout ParsedBlock, firstLine: Int) {
    let record = RecordCopy(block.batch, record: 0, firstLine: firstLine)
    guard !(0..<record.count).contains(where: { record[$0].isNumber(options.decimalMark) }) else {
      return
    }
    units = block.takeHeading(firstLine: firstLine)
  }

  /// How to read the source, but for its columns.
  ///
  /// - Throws: Why there is no table.
  func plan() throws(DatasetError) -> ParsingPlan {
    guard let form, names != nil || !options.layout.hasHeader, fieldCount > 0 else { throw noTable }
    return plan(form)
  }

  /// The names of the columns.
  func header() throws(DatasetError) -> TableHeader {
    guard let names else { return TableHeader(fieldCount: fieldCount, file: file) }
    let doubt = HeaderDoubt(
      names, below: samples.first, text: text, decimalMark: options.decimalMark)
    return try TableHeader(names, file: file, doubt: doubt)
  }

  private var headings: [RecordCopy] { [names, units].compactMap(\.self) }

  private func plan(_ form: RecordForm) -> ParsingPlan {
    ParsingPlan(form: form, markers: markers, fieldCount: fieldCount, headings: headings)
  }

  /// Why the source has no header.
  private var noTable: DatasetError {
    var line = 1
    for block in blocks {
      line += block.skippedLineCount
      if let failure = block.batch.failure {
        return failure.error(file: file, firstLine: line, model: options.layout.model)
      }
      if let failure = block.failure { return failure }
      line += block.batch.lineCount
    }
    let skipped = options.layout.skippedLineCount
    if skipped > 0 {
      return DatasetError(
        .data, file: file,
        problem: "nothing is left of the file behind the \(counted(skipped, "line")) skipped",
        remedy: Remedy(
          .parameter(.skippedLineCount, .described("the number of lines before the table"))))
    }
    return DatasetError(
      .data, file: file,
      problem: options.layout.hasHeader
        ? "the file is empty: it has no header" : "the file is empty: it has no record",
      remedy: options.layout.hasHeader
        ? "its first line must name the columns" : "give it some rows")
  }
}
