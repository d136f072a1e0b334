/// The table that grows while its sources are read one after the other.
struct TableAssembly {
  private let options: ReadingOptions
  private let markers: MissingMarkers
  private let keptRequests: [String]
  private let totalByteCount: Int?
  private var header: [String] = []
  private var firstFile = ""
  private var columns: [ColumnReader] = []
  private var kept = KeptColumns()
  /// Where the columns that are kept are in the source's records.
  private var keptFields: [Int] = []
  private var rowsPerSource: [Int] = []
  private var rowCount = 0
  private var byteCount = 0
  private var notices: [Notice] = []

  init(options: ReadingOptions, kept: [String], totalByteCount: Int?) {
    self.options = options
    keptRequests = kept
    self.totalByteCount = totalByteCount
    markers = MissingMarkers(options.missingMarkers, decimalMark: options.decimalMark)
  }

  /// Appends the rows of one source.
  ///
  /// - Parameters:
  ///   - blockSize: How many bytes of text to read at a time.
  ///   - threads: How many threads read.
  mutating func read(
    _ input: sending ByteSource, blockSize: Int, threads: Int,
    progress: ((ReadingProgress) -> Void)?, body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var place = SourcePlace(file: input.name)
    rowsPerSource.append(0)
    var cutter = BlockCutter(input, blockSize: blockSize)
    var block = cutter.next()
    var plan = ParsingPlan(
      delimiter: try delimiter(of: block, from: cutter.source), markers: markers)
    var room = TextRoom()
    // The blocks up to the header and its first rows tell how to read the others.
    while plan.fieldCount == 0 {
      var parsed = plan.read(block, room: &room)
      if parsed.batch.count > 0 {
        plan.fieldCount = parsed.batch.fieldCount
        let fields = try begin(parsed.batch, at: place)
        plan.columns = zip(fields, columns).map { field, column in
          ParsingPlan.Column(field: field, notation: column.reading.notation, form: column.form)
        }
        parsed.readCells(plan, from: 1, room: &room)
      }
      try join(parsed, &place, &plan, progress: progress, body: body)
      if cutter.isAtEnd || plan.fieldCount > 0 { break }
      block = cutter.next(reusing: parsed.memory)
    }
    guard plan.fieldCount > 0 else { throw Self.noHeader(place.file) }
    if !cutter.isAtEnd {
      let pipeline = BlockPipeline(
        cutter, from: block.sequence + 1, plan: plan, blockCount: threads + 2)
      try pipeline.run(threads: threads) { (parsed) throws(DatasetError) in
        try join(parsed, &place, &plan, progress: progress, body: body)
        return plan
      }
    }
    byteCount += place.storedCount
    notices += place.notices
  }

  /// Ends the table.
  mutating func finish() throws(DatasetError) -> TableDescription {
    var descriptions: [ColumnDescription] = []
    for column in columns {
      descriptions.append(try column.finish(notices: &notices))
    }
    return TableDescription(
      header: header, columns: descriptions, rowsPerSource: rowsPerSource, byteCount: byteCount,
      kept: kept, notices: notices)
  }

  /// The delimiter that was asked for, or that the first line has most often.
  private func delimiter(
    of block: TextBlock, from input: ByteSource
  ) throws(DatasetError) -> UInt8 {
    let line = block.firstLine
    guard line.contains(where: { !$0.isLineEnd }) else {
      throw block.failure ?? Self.noHeader(input.name)
    }
    guard !line.contains(0) else { throw input.nulRefused }
    return options.delimiter ?? TableHeader.delimiter(in: line)
  }

  private static func noHeader(_ file: String) -> DatasetError {
    DatasetError(
      .data, file: file, problem: "the file is empty: it has no header",
      remedy: "its first line must name the columns")
  }

  /// Takes the header of a source; the positions of the columns' fields in it.
  private mutating func begin(
    _ batch: RecordBatch, at place: SourcePlace
  ) throws(DatasetError) -> [Int] {
    let file = place.file
    let found = try TableHeader(batch, file: file, firstLine: place.line)
    let isFirst = rowsPerSource.count == 1
    let declarations = try options.columns.resolve(
      header: found.names, file: file, isFirst: isFirst)
    if isFirst { try kept.choose(keptRequests, from: found.names, file: file) }
    keptFields = try kept.fields(in: found.names, file: file)
    let wanted = found.names.indices.filter { declarations[$0].type != .skipped }
    guard isFirst else {
      return try match(wanted.map { found.names[$0] }, in: found.names, file: file)
    }
    header = found.names
    firstFile = file
    notices += found.notices
    columns = wanted.map { index in
      var declaration = declarations[index]
      declaration.pattern = found.names[index]
      return ColumnReader(declaration, reading: options.reading(of: found.names[index]))
    }
    return wanted
  }

  /// The positions of the columns in another source's header, which must have just the same ones.
  private func match(
    _ wanted: [String], in names: [String], file: String
  ) throws(DatasetError) -> [Int] {
    var fields: [Int] = []
    for column in columns {
      let name = column.declaration.pattern
      guard let field = names.firstIndex(of: name) else {
        throw DatasetError(
          .data, file: file, line: 1, column: name,
          problem: "the column is missing, though \(firstFile) has it",
          remedy: Self.sameColumns(name))
      }
      fields.append(field)
    }
    if let extra = wanted.first(where: { name in
      !columns.contains { $0.declaration.pattern == name }
    }) {
      throw DatasetError(
        .data, file: file, line: 1, column: extra,
        problem: "the column is not in \(firstFile)",
        remedy: Self.sameColumns(extra))
    }
    return fields
  }

  private static func sameColumns(_ name: String) -> Remedy {
    Remedy(
      .advice("give all files the same columns"), .option("--ignore \(name.asColumnArgument)"))
  }

  /// Takes in a block that follows those so far, and decides how the next ones are to be read.
  private mutating func join(
    _ block: ParsedBlock, _ place: inout SourcePlace, _ plan: inout ParsingPlan,
    progress: ((ReadingProgress) -> Void)?, body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let cells = try take(block, at: place, fields: plan.columns.map(\.field))
    if block.rowCount > 0 {
      rowsPerSource[rowsPerSource.count - 1] += block.rowCount
      let (first, seen) = (rowCount, byteCount + block.storedCount)
      rowCount += block.rowCount
      // The first block is too small to tell.
      let expected = totalByteCount.flatMap { total in
        first > 0 ? Int(Double(rowCount) * Double(total) / Double(max(seen, 1))) : nil
      }
      try body(
        TableChunk(
          firstRow: first, rowCount: block.rowCount, expectedRowCount: expected,
          names: columns.map(\.declaration.pattern), columns: cells))
    }
    try place.pass(block)
    for index in columns.indices { plan.columns[index].form = columns[index].form }
    progress?(
      ReadingProgress(
        rowCount: rowCount, byteCount: byteCount + block.storedCount,
        totalByteCount: totalByteCount))
  }

  /// The cells of a block's rows; the text of those that are to be kept is. Of the errors found, the one on the earliest line is thrown, so
  /// that it does not depend on how the text was cut into blocks.
  private mutating func take(
    _ block: ParsedBlock, at place: SourcePlace, fields: [Int]
  ) throws(DatasetError) -> [TableChunk.Cells] {
    var cells: [TableChunk.Cells] = []
    cells.reserveCapacity(block.cells.count)
    var earliest: DatasetError?
    for index in columns.indices where block.rowCount > 0 {
      do {
        cells.append(
          try columns[index].take(
            block.cells[index], of: block.batch, field: fields[index], file: place.file,
            firstLine: place.line, markers: markers))
      } catch {
        if error.line ?? 0 < earliest?.line ?? .max { earliest = error }
      }
    }
    do {
      try kept.append(
        block.rows, of: block.batch, fields: keptFields, file: place.file, firstLine: place.line)
    } catch {
      if error.line ?? 0 < earliest?.line ?? .max { earliest = error }
    }
    if let earliest { throw earliest }
    return cells
  }
}
