internal import Dispatch
internal import Remedies
internal import Synchronization

extension Dataset {
  /// Reads sources of CSV text into memory as one table.
  ///
  /// - Parameters:
  ///   - sources: Files of the same columns, whose rows follow one another.
  ///   - options: How to read them.
  ///   - threads: How many threads read; as many as there are processors if nil.
  ///   - kept: Columns whose text is kept, as `TableReader.kept` says.
  ///   - keepsPlaces: Whether the description is to say where rows stand.
  ///   - most: The most bytes of memory that the columns may take, four for each cell and eight for
  ///     that of a label.
  ///   - progress: Called after each block of bytes.
  /// - Returns: The table, and its description with what was noticed.
  /// - Throws: What is wrong with the table, or that it has more cells than that.
  public static func read(
    _ sources: [TableSource], options: ReadingOptions = ReadingOptions(), threads: Int? = nil,
    keeping kept: [String] = [], keepsPlaces: Bool = false, most bytes: Int = .max,
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    var reader = TableReader(sources: sources, options: options, threads: threads)
    reader.kept = kept
    reader.keepsPlaces = keepsPlaces
    return try read(reader, most: bytes, progress: progress)
  }

  /// Reads a table into memory.
  public static func read(
    _ reader: TableReader, most bytes: Int = .max, progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    var stores: [ColumnStore] = []
    var kept: KeptColumns?
    var description = try reader.read(progress: progress) { chunk throws(DatasetError) in
      let rows = chunk.firstRow + chunk.rowCount
      let mostRows = bytes / max(chunk.bytesPerRow, 1)
      guard rows <= mostRows else {
        throw tooLarge(columns: chunk.columns.count, mostRows: mostRows)
      }
      if stores.isEmpty {
        stores = chunk.columns.map { ColumnStore(keepsDoubles: $0.keepsDoubles) }
      }
      for (index, cells) in chunk.columns.enumerated() {
        stores[index].append(cells, expected: chunk.expectedRowCount)
      }
      if kept?.append(0..<chunk.rowCount, of: chunk.kept) == nil { kept = chunk.kept }
    }
    if let kept { description.kept = kept }
    if stores.isEmpty {
      stores = description.columns.map { _ in ColumnStore(keepsDoubles: false) }
    }
    let columns = finish(&stores, description.columns, threads: reader.threads)
    return (Dataset(rowCount: description.rowCount, columns: columns), description)
  }

  private static func tooLarge(columns: Int, mostRows: Int) -> DatasetError {
    DatasetError(
      .request,
      problem: "the table has more rows than there is memory for: of \(columns) columns at most "
        + "\(mostRows) rows fit",
      remedy: Remedy(
        "read fewer columns with \(.columns) or \(.ignored), raise \(.bytes), or use fewer rows"))
  }

  /// Makes columns of what was kept of them, several at a time.
  private static func finish(
    _ stores: inout [ColumnStore], _ descriptions: [ColumnDescription], threads: Int
  ) -> [Column] {
    // What is kept changes in place only while nobody else holds it.
    var own: [ColumnStore] = []
    swap(&own, &stores)
    let pending = Mutex(consume own)
    let columns = Mutex([Column?](repeating: nil, count: descriptions.count))
    DispatchQueue.concurrentPerform(iterations: min(threads, descriptions.count)) { first in
      for index in stride(from: first, to: descriptions.count, by: threads) {
        var store = pending.withLock { stores in
          var store = ColumnStore(keepsDoubles: false)
          swap(&store, &stores[index])
          return store
        }
        let column = store.takeColumn(descriptions[index])
        columns.withLock { $0[index] = column }
      }
    }
    return columns.withLock { $0.compactMap(\.self) }
  }
}
