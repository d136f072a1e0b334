/// Consecutive rows of a table as a table of their own.
package struct TablePart: Sendable {
  /// The position of the first row among all rows of all sources.
  package let firstRow: Int
  /// The rows. The categories of a column are the texts that they hold, in no order, and maybe
  /// some of their neighbours'; one may be there twice.
  package let dataset: Dataset
  /// The text of the columns that are kept.
  package let kept: KeptColumns
}

extension TableReader {
  /// Reads all rows in parts of so many each, but for the last one, however the text is cut into
  /// blocks. The memory that it takes does not grow with the table.
  ///
  /// All columns must be declared: as numbers with their origin, as categories, or as dates of a
  /// format. The description then knows no categories.
  ///
  /// - Parameters:
  ///   - progress: Called after each block of bytes.
  ///   - body: Called with each part, on the thread that calls.
  package func read(
    inPartsOf rowCount: Int, progress: ((ReadingProgress) -> Void)? = nil,
    body: (TablePart) throws(DatasetError) -> Void
  ) throws(DatasetError) -> TableDescription {
    var part = PartAssembly(rowCount: rowCount, decimalMark: options.decimalMark)
    let description = try read(numbering: .ofChunk, progress: progress) {
      chunk throws(DatasetError) in
      try part.append(chunk, body: body)
    }
    if !part.isEmpty { try body(part.take()) }
    return description
  }
}

/// The part that grows while chunks are read.
private struct PartAssembly {
  /// How many rows a part has.
  let rowCount: Int
  let decimalMark: DecimalMark
  private var firstRow = 0
  private var filled = 0
  private var columns: [PartColumn] = []
  private var kept = KeptColumns()

  init(rowCount: Int, decimalMark: DecimalMark) {
    precondition(rowCount > 0, "a part has rows")
    (self.rowCount, self.decimalMark) = (rowCount, decimalMark)
  }

  var isEmpty: Bool { filled == 0 }

  /// Appends a chunk's rows, and hands on each part that is full.
  mutating func append(
    _ chunk: TableChunk, body: (TablePart) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    if columns.isEmpty {
      columns = zip(chunk.names, chunk.columns).map { PartColumn($0, like: $1) }
      kept = chunk.kept.withoutRows
    }
    var next = 0
    while next < chunk.rowCount {
      let rows = next..<min(next + rowCount - filled, chunk.rowCount)
      for (index, cells) in chunk.columns.enumerated() { columns[index].append(rows, of: cells) }
      kept.append(rows, of: chunk.kept)
      filled += rows.count
      next = rows.upperBound
      if filled == rowCount { try body(take()) }
    }
  }

  /// The part, and room for the next one.
  mutating func take() -> TablePart {
    let part = TablePart(
      firstRow: firstRow,
      dataset: Dataset(
        rowCount: filled, columns: columns.map { $0.column(decimalMark: decimalMark) }),
      kept: kept)
    for index in columns.indices { columns[index].clear(expecting: rowCount) }
    kept = kept.withoutRows
    firstRow += filled
    filled = 0
    return part
  }
}

/// The cells of one column of a part.
private struct PartColumn {
  /// What the cells are.
  enum Form {
    case distances(from: Double)
    case seconds
    case texts
  }

  let name: String
  let form: Form
  private var distances: [Float] = []
  private var seconds: [Double] = []
  private var texts: [String] = []
  private var codes: [Int32] = []

  /// A column without cells, of the form that some cells have.
  init(_ name: String, like cells: TableChunk.Cells) {
    self.name = name
    form =
      switch cells.form {
      case .numbers(.distances(_, let origin)): .distances(from: origin)
      case .instants: .seconds
      case .texts: .texts
      default: preconditionFailure("column \(name) is not declared")
      }
  }

  /// Appends some rows' cells.
  mutating func append(_ rows: Range<Int>, of cells: TableChunk.Cells) {
    switch cells.form {
    case .numbers(.distances(let floats, _)): distances += floats[rows]
    case .instants(let instants, let codes):
      seconds += codes[rows].lazy.map { $0 < 0 ? .nan : instants[Int($0)] }
    case .texts(let chunkTexts, let chunkCodes):
      let first = Int32(texts.count)
      texts += chunkTexts
      codes += chunkCodes[rows].lazy.map { $0 < 0 ? $0 : first + $0 }
    default: preconditionFailure("column \(name) is not declared")
    }
  }

  func column(decimalMark: DecimalMark) -> Column {
    let values: Column.Values =
      switch form {
      case .distances(let origin): .numeric(Numbers(distances, from: origin))
      case .seconds: .numeric(Numbers(seconds))
      case .texts:
        .categorical(
          Column.Categorical(codes: codes, categories: texts, decimalMark: decimalMark))
      }
    return Column(name: name, values: values)
  }

  /// Makes room for the cells of other rows; those so far were handed on.
  mutating func clear(expecting rowCount: Int) {
    (distances, seconds, texts, codes) = ([], [], [], [])
    switch form {
    case .distances: distances.reserveCapacity(rowCount)
    case .seconds: seconds.reserveCapacity(rowCount)
    case .texts: codes.reserveCapacity(rowCount)
    }
  }
}
