/// The table that grows while its sources are read one after the other.
struct TableAssembly {
  private let options: ReadingOptions
  private let totalByteCount: Int?
  private var header: [String] = []
  private var firstFile = ""
  private var columns: [ColumnReader] = []
  private var rowsPerSource: [Int] = []
  private var rowsBefore = 0
  private var rowsInChunk = 0
  private var byteCount = 0
  private var notices: [Notice] = []

  init(options: ReadingOptions, totalByteCount: Int?) {
    self.options = options
    self.totalByteCount = totalByteCount
  }

  /// Appends the rows of one source.
  mutating func read(
    _ input: ByteSource, progress: ((ReadingProgress) -> Void)?,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let parser = try RecordParser(input, delimiter: try delimiter(of: input))
    rowsPerSource.append(0)
    var fields: [Int]?
    while let batch = try parser.next() {
      if let fields {
        try append(batch, from: 0, fields: fields, file: input.name, body: body)
      } else {
        let found = try begin(batch, file: input.name)
        fields = found
        try append(batch, from: 1, fields: found, file: input.name, body: body)
      }
      report(input, to: progress)
    }
    guard fields != nil else { throw Self.noHeader(input.name) }
    byteCount += input.position
    noteOddities(input, parser)
  }

  /// Ends the table, handing on the rows still kept.
  mutating func finish(
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) -> TableDescription {
    try emit(to: body)
    var descriptions: [ColumnDescription] = []
    for column in columns {
      descriptions.append(try column.finish(notices: &notices))
    }
    return TableDescription(
      header: header, columns: descriptions, rowsPerSource: rowsPerSource, byteCount: byteCount,
      notices: notices)
  }

  private func delimiter(of input: ByteSource) throws(DatasetError) -> UInt8 {
    let line = try input.peekFirstLine(limit: RecordParser.recordLimit)
    guard line.contains(where: { !$0.isLineEnd }) else { throw Self.noHeader(input.name) }
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
    _ batch: RecordBatch, file: String
  ) throws(DatasetError) -> [Int] {
    let found = try TableHeader(batch, file: file)
    let isFirst = rowsPerSource.count == 1
    let declarations = try options.columns.resolve(
      header: found.names, file: file, isFirst: isFirst)
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
      return ColumnReader(declaration, options: options)
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
          remedy: "give all files the same columns, or --ignore it")
      }
      fields.append(field)
    }
    if let extra = wanted.first(where: { name in
      !columns.contains { $0.declaration.pattern == name }
    }) {
      throw DatasetError(
        .data, file: file, line: 1, column: extra,
        problem: "the column is not in \(firstFile)",
        remedy: "give all files the same columns, or --ignore it")
    }
    return fields
  }

  /// Reads the records' fields, in pieces that fill a chunk.
  private mutating func append(
    _ batch: RecordBatch, from first: Int, fields: [Int], file: String,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var start = first
    while start < batch.count {
      let end = min(batch.count, start + TableChunk.rowLimit - rowsInChunk)
      try readFields(fields, of: batch, records: start..<end, file: file)
      rowsInChunk += end - start
      rowsPerSource[rowsPerSource.count - 1] += end - start
      start = end
      if rowsInChunk == TableChunk.rowLimit { try emit(to: body) }
    }
  }

  /// Reads column by column; of the errors found, the one on the earliest line is thrown, so that
  /// it does not depend on how the text was cut into blocks.
  private mutating func readFields(
    _ fields: [Int], of batch: RecordBatch, records: Range<Int>, file: String
  ) throws(DatasetError) {
    var earliest: DatasetError?
    for index in columns.indices {
      do {
        try columns[index].read(batch, records: records, field: fields[index], file: file)
      } catch {
        if error.line ?? 0 < earliest?.line ?? .max { earliest = error }
      }
    }
    if let earliest { throw earliest }
  }

  private mutating func emit(
    to body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    guard rowsInChunk > 0 else { return }
    try body(
      TableChunk(
        firstRow: rowsBefore, rowCount: rowsInChunk,
        names: columns.map(\.declaration.pattern), columns: columns.map(\.cells)))
    rowsBefore += rowsInChunk
    rowsInChunk = 0
    for index in columns.indices {
      columns[index].cells.numbers.removeAll(keepingCapacity: true)
      columns[index].cells.codes.removeAll(keepingCapacity: true)
    }
  }

  private func report(_ input: ByteSource, to progress: ((ReadingProgress) -> Void)?) {
    progress?(
      ReadingProgress(
        rowCount: rowsBefore + rowsInChunk, byteCount: byteCount + input.position,
        totalByteCount: totalByteCount))
  }

  private mutating func noteOddities(_ input: ByteSource, _ parser: RecordParser) {
    let (blankLines, firstBlank) = parser.blankLines
    if blankLines > 0 {
      notices.append(
        Notice("\(counted(blankLines, "blank line")) skipped", file: input.name, line: firstBlank))
    }
    if input.paddingCount > 0 {
      notices.append(
        Notice(
          "\(counted(input.paddingCount, "zero byte")) after the last gzip member skipped",
          file: input.name))
    }
  }
}
