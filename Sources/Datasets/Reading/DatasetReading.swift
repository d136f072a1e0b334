extension Dataset {
  /// Reads sources of CSV text into memory as one table.
  ///
  /// - Parameters:
  ///   - sources: Files of the same columns, whose rows follow one another.
  ///   - options: How to read them.
  ///   - threads: How many threads read; as many as there are processors if nil.
  ///   - progress: Called after each block of bytes.
  /// - Returns: The table, and its description with what was noticed.
  public static func read(
    _ sources: [TableSource], options: ReadingOptions = ReadingOptions(), threads: Int? = nil,
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    try read(
      TableReader(sources: sources, options: options, threads: threads), progress: progress)
  }

  /// Reads a table into memory.
  package static func read(
    _ reader: TableReader, progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    var stores: [ColumnStore] = []
    let description = try reader.read(progress: progress) { chunk in
      if stores.isEmpty { stores = chunk.columns.map { _ in ColumnStore() } }
      for (index, cells) in chunk.columns.enumerated() {
        stores[index].append(cells, expected: chunk.expectedRowCount)
      }
    }
    if stores.isEmpty { stores = description.columns.map { _ in ColumnStore() } }
    // One column at a time, so that there is never memory for another form of all.
    stores.reverse()
    var columns: [Column] = []
    for column in description.columns {
      columns.append(stores.removeLast().column(column))
    }
    return (Dataset(rowCount: description.rowCount, columns: columns), description)
  }
}
