/// What reading has come to at the end of one of its sources, to go on from there.
package struct ReadingState: Codable, Sendable {
  fileprivate let columns: [ColumnReader]
  fileprivate let rowsPerSource: [Int]
  fileprivate let rowCount: Int
  fileprivate let byteCount: Int
  fileprivate let notices: [Notice]
  fileprivate let suspectedUnits: [UnitsLine]

  /// How many sources have been read.
  package var sourceCount: Int { rowsPerSource.count }
}

/// The table that grows while its sources are read one after the other.
struct TableAssembly {
  private let table: TableColumns
  private let layout: TextLayout
  private let totalByteCount: Int?
  private var columns: [ColumnReader]
  /// The columns that are kept, of no row: their text goes with the chunks.
  private var kept = KeptColumns()
  /// Where the rows stand; nil where nobody asked.
  private var places: RowPlaces?
  /// Where the columns that are kept are in the source's records; nil for one that the source
  /// lacks.
  private var keptFields: [Int?] = []
  private var rowsPerSource: [Int] = []
  private var rowCount = 0
  private var byteCount = 0
  private var notices: [Notice]
  /// The records that look like units, of sources read so far.
  private var suspectedUnits: [UnitsLine] = []

  /// - Parameters:
  ///   - headers: Those of all sources where their columns are united, else the first one.
  ///   - kept: Which columns' text is kept, as `TableReader.kept` says.
  ///   - keepsPlaces: Whether it is kept where rows stand.
  ///   - numbering: Whose texts are numbered.
  init(
    _ headers: [TableHeader], options: ReadingOptions, kept requests: [String],
    keepsPlaces: Bool, numbering: TextNumbering, totalByteCount: Int?
  ) throws(DatasetError) {
    table = try TableColumns(headers, options: options)
    try kept.choose(requests, from: table.index, file: headers.first?.file ?? "")
    layout = options.layout
    places = keepsPlaces ? RowPlaces() : nil
    self.totalByteCount = totalByteCount
    notices = headers.flatMap(\.notices)
    columns = table.declarations.map {
      ColumnReader($0, reading: options.reading(of: $0.pattern), numbering: numbering)
    }
  }

  /// What it has come to, between two sources.
  var state: ReadingState {
    ReadingState(
      columns: columns, rowsPerSource: rowsPerSource, rowCount: rowCount, byteCount: byteCount,
      notices: notices, suspectedUnits: suspectedUnits)
  }

  /// Goes on where reading the same sources in the same way has come to.
  mutating func restore(_ state: ReadingState) {
    columns = state.columns
    rowsPerSource = state.rowsPerSource
    rowCount = state.rowCount
    byteCount = state.byteCount
    notices = state.notices
    suspectedUnits = state.suspectedUnits
  }

  /// Appends the rows of one source.
  ///
  /// - Parameter threads: How many threads read.
  mutating func read(
    _ opening: SourceOpening, threads: Int, progress: ((ReadingProgress) -> Void)?,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var place = SourcePlace(file: opening.file, layout: layout)
    rowsPerSource.append(0)
    places?.begin(opening.file)
    if let units = opening.suspectedUnits { suspectedUnits.append(units) }
    var plan = opening.plan
    plan.columns = zip(try table.fields(in: opening.header), columns).map { field, column in
      ParsingPlan.Column(field: field, notation: column.reading.notation, form: column.form)
    }
    keptFields = try table.keptFields(kept.names, in: opening.header)
    var room = TextRoom()
    for block in opening.blocks {
      var block = block
      block.readCells(plan, room: &room)
      try join(block, of: opening, &place, &plan, progress: progress, body: body)
    }
    if !opening.isAtEnd {
      let pipeline = BlockPipeline(
        opening.cutter, from: opening.blocks.count, plan: plan, blockCount: threads + 2)
      try pipeline.run(threads: threads) { (parsed) throws(DatasetError) in
        try join(parsed, of: opening, &place, &plan, progress: progress, body: body)
        return plan
      }
    }
    byteCount += place.storedCount
    notices += opening.notices + place.notices
    if let notice = table.notice(of: opening.header) { notices.append(notice) }
  }

  /// Ends the table.
  mutating func finish() throws(DatasetError) -> TableDescription {
    var descriptions: [ColumnDescription] = []
    for column in columns {
      do {
        descriptions.append(try column.finish(notices: &notices))
      } catch {
        throw explaining(error)
      }
    }
    return TableDescription(
      header: table.index.names, columns: descriptions, rowsPerSource: rowsPerSource,
      byteCount: byteCount, kept: kept, places: places,
      notices: notices + suspectedUnits.map(\.notice))
  }

  /// Takes in a block that follows those so far, and decides how the next ones are to be read.
  private mutating func join(
    _ block: ParsedBlock, of opening: SourceOpening, _ place: inout SourcePlace,
    _ plan: inout ParsingPlan, progress: ((ReadingProgress) -> Void)?,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let (cells, kept) = try take(block, at: place, plan)
    places?.append(block.batch, firstLine: place.firstLine(of: block))
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
          names: table.names, columns: cells, kept: kept))
    }
    do {
      try place.pass(block)
    } catch {
      throw opening.explaining(error, of: block)
    }
    for index in columns.indices { plan.columns[index].form = columns[index].form }
    progress?(
      ReadingProgress(
        rowCount: rowCount, byteCount: byteCount + block.storedCount,
        totalByteCount: totalByteCount))
  }

  /// The cells of a block's rows; the text of those that are to be kept is. Of the errors found,
  /// the one on the earliest line is thrown, so that it does not depend on how the text was cut
  /// into blocks.
  private mutating func take(
    _ block: ParsedBlock, at place: SourcePlace, _ plan: ParsingPlan
  ) throws(DatasetError) -> (cells: [TableChunk.Cells], kept: KeptColumns) {
    var kept = kept
    var cells: [TableChunk.Cells] = []
    cells.reserveCapacity(block.cells.count)
    var earliest: DatasetError?
    for index in columns.indices where block.rowCount > 0 {
      do {
        cells.append(
          try columns[index].take(
            block.cells[index], of: block.batch, field: plan.columns[index].field ?? 0,
            file: place.file, firstLine: place.firstLine(of: block), markers: plan.markers))
      } catch {
        if error.line ?? 0 < earliest?.line ?? .max { earliest = error }
      }
    }
    do {
      try kept.append(
        0..<block.rowCount, of: block.batch, fields: keptFields, file: place.file,
        firstLine: place.firstLine(of: block))
    } catch {
      if error.line ?? 0 < earliest?.line ?? .max { earliest = error }
    }
    if let earliest { throw explaining(earliest) }
    return (cells, kept)
  }

  /// An error that a line of units caused, with its remedy; any other as it is.
  private func explaining(_ error: DatasetError) -> DatasetError {
    let cause = suspectedUnits.first { units in
      units.file == error.file && units.record.line == error.line && error.value != nil
    }
    return cause?.explaining(error) ?? error
  }
}
