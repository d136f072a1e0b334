extension Dataset {
  /// Reads sources of CSV text into memory as one table.
  ///
  /// - Parameters:
  ///   - sources: Files of the same columns, whose rows follow one another.
  ///   - options: How to read them.
  ///   - progress: Called after each block of bytes.
  /// - Returns: The table, and its description with what was noticed.
  public static func read(
    _ sources: [TableSource], options: ReadingOptions = ReadingOptions(),
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    try read(TableReader(sources: sources, options: options), progress: progress)
  }

  /// Reads a table into memory.
  package static func read(
    _ reader: TableReader, progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    var cells: [TableChunk.Cells] = []
    let description = try reader.read(progress: progress) { chunk in
      if cells.isEmpty { cells = chunk.columns.map { _ in TableChunk.Cells() } }
      for (index, column) in chunk.columns.enumerated() {
        // Once a column's type is known the other form of its cells is of no use any more.
        if column.numbers.isEmpty { cells[index].numbers = [] }
        if column.codes.isEmpty { cells[index].codes = [] }
        cells[index].numbers += column.numbers
        cells[index].codes += column.codes
      }
    }
    if cells.isEmpty { cells = description.columns.map { _ in TableChunk.Cells() } }
    var columns: [Column] = []
    for (index, column) in description.columns.enumerated() {
      columns.append(Column(column, cells: cells[index]))
      cells[index] = TableChunk.Cells()
    }
    return (Dataset(rowCount: description.rowCount, columns: columns), description)
  }
}

extension Column {
  /// A column from its cells in order of appearance.
  init(_ description: ColumnDescription, cells: TableChunk.Cells) {
    switch description.type {
    case .numeric:
      self.init(name: description.name, values: .numeric(cells.numbers))
    case .categorical(let categories):
      let codes = cells.codes.map { $0 < 0 ? $0 : categories.ranks[Int($0)] }
      let cells = Categorical(codes: codes, categories: categories.sorted)
      self.init(name: description.name, values: .categorical(cells))
    }
  }
}
