internal import Remedies

/// The beginning of a source: its blocks up to the header and two records below, from which it is
/// known how to read the rest.
struct SourceOpening: Sendable {
  /// The names of the columns.
  let header: TableHeader
  /// How to read the source, but for its columns.
  let plan: ParsingPlan
  /// Has the blocks to come.
  let cutter: SharedCutter
  /// The blocks read, with the records that are data.
  let blocks: [ParsedBlock]
  /// Whether the source ends with these blocks.
  let isAtEnd: Bool
  /// The record of units that was skipped.
  let skippedUnits: UnitsLine?
  /// Whether there should have been such a record, but a row is in its place.
  let lacksUnits: Bool
  /// A record that is read as a row, though it looks like one of units.
  let suspectedUnits: UnitsLine?
  /// Whether a record is below the header.
  let hasRows: Bool

  /// What messages call the source.
  var file: String { header.file }

  /// Opens a source.
  ///
  /// - Parameter blockSize: How many bytes of text to read at a time.
  init(_ input: RawBytes, options: ReadingOptions, blockSize: Int) throws(DatasetError) {
    let source = try ByteSource(input, blockSize: blockSize)
    let refusal = source.nulRefused
    let file = source.name
    let cutter = SharedCutter(
      BlockCutter(source, layout: options.layout, blockSize: blockSize))
    var reading = OpeningReading(options: options, file: file)
    while !reading.isDone {
      let (block, isLast) = cutter.next()
      try reading.take(block, isLast: isLast, nulRefused: refusal)
    }
    self.cutter = cutter
    isAtEnd = reading.isAtEnd
    blocks = reading.blocks
    plan = try reading.plan()
    header = try reading.header()
    hasRows = !reading.samples.isEmpty
    skippedUnits = reading.units.map { UnitsLine($0, file: file) }
    lacksUnits = options.layout.hasUnits && reading.units == nil && hasRows
    suspectedUnits =
      reading.samples.count == 2 && options.layout.hasHeader
      ? UnitsLine(
        reading.samples[0], below: reading.samples[1], file: file,
        decimalMark: options.decimalMark) : nil
  }

  /// What a person should know of the source's beginning.
  var notices: [Notice] {
    guard let skippedUnits else {
      return lacksUnits
        ? [
          Notice(
            "the line below the header has a number, so it was read as a row and not as units",
            file: file)
        ] : []
    }
    return [
      Notice(
        "the line of units was skipped: \(skippedUnits.sample)", file: file,
        line: skippedUnits.record.line)
    ]
  }

  /// How many lines there may be above a header.
  private static let titleLimit = 100

  /// An error of one of the source's blocks, with the remedy that the header suggests.
  func explaining(_ error: DatasetError, of block: ParsedBlock) -> DatasetError {
    guard case .ragged(_, let found, let expected) = block.batch.failure, error.column == nil,
      let line = error.line
    else { return error }
    if case .comment = header.doubt { return header.doubt?.explaining(error) ?? error }
    // A title has fewer fields than the table below it.
    guard !hasRows || expected == 1, found > expected, (2...Self.titleLimit).contains(line) else {
      return error
    }
    var explained = error
    explained.remedy = Remedy(
      ways: [
        .parameter(
          .skippedLineCount, .literal("\(line - 1)"), purpose: "if the header is on line \(line)")
      ]
        + (error.remedy?.ways ?? []), otherwise: error.remedy?.otherwise)
    return explained
  }
}
