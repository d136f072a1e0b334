package import Datasets
package import Statistics

/// Reads tables once and writes them as a prepared table: what the labels cost before anything is
/// learnt is found on the way, and memory does not grow with the rows.
///
/// What has been read when it ends too early stays beside the place, table by table: preparing the
/// same tables again goes on behind the last one that was read to its end, with the same result.
package struct TablePreparation {
  /// The tables, in the order of the rows.
  package let sources: [TableSource]
  /// How they are read, and which columns.
  package let options: ReadingOptions
  /// Which columns are labels and weights, in words.
  package let labels: PreparedLabels
  /// How many threads read.
  package let threads: Int
  /// How many rows are in a file; nil for as many as take some 8 MB.
  package var rowsPerGroup: Int?

  /// A preparation of tables.
  package init(
    _ sources: [TableSource], options: ReadingOptions, labels: PreparedLabels, threads: Int
  ) {
    self.sources = sources
    self.options = options
    self.labels = labels
    self.threads = threads
  }

  /// Reads the tables and writes the folder, which appears when it is complete.
  ///
  /// - Parameters:
  ///   - path: The folder's place; what is there is replaced.
  ///   - begun: Called with the number of tables that were read before, if some were.
  ///   - progress: Called after each block of bytes read.
  ///   - isInterrupted: Asked with each chunk of rows whether to end.
  /// - Returns: What the folder holds, and what was found of the labels.
  /// - Throws: `DatasetError` for a table that cannot be read or written, `StatisticsError` for a
  ///   label that there is nothing to learn of, `InterruptedPreparation`. What was at the place is
  ///   then as it was.
  package func write(
    to path: String, begun: (Int) -> Void = { _ in },
    progress: ((ReadingProgress) -> Void)? = nil, isInterrupted: () -> Bool = { false }
  ) throws -> (index: PreparedIndex, scan: LabelScan) {
    if let prepared = sources.lazy.compactMap(\.preparedPath).first {
      throw DatasetError(
        .request, file: prepared, problem: "is prepared already", remedy: "name tables of text")
    }
    let stage = PreparationStage.read(at: PreparedTableWriter.partialPath(of: path), of: self)
    if let stage { begun(stage.reading.sourceCount) }
    var work = try PreparationWork(self, at: path, from: stage)
    var isEnded = false
    let description: TableDescription
    do {
      description = try TableReader(sources: sources, options: options, threads: threads)
        .read(
          from: stage?.reading, progress: progress,
          sourceEnded: { state throws(DatasetError) in try work.endSource(state) },
          body: { chunk throws(DatasetError) in
            isEnded = isInterrupted()
            if isEnded { throw DatasetError(.request, problem: "the preparation was interrupted") }
            try work.take(chunk)
          })
    } catch {
      let isKept = work.keep()
      throw isEnded ? InterruptedPreparation(isKept: isKept) : error
    }
    return try work.finish(description)
  }
}

/// Says that a preparation was ended from without.
package struct InterruptedPreparation: Error {
  /// Whether tables that were read to their ends are kept, to go on behind them.
  package let isKept: Bool
}
