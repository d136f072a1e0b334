package import Datasets
internal import DurableFiles
internal import Losses
package import Statistics

/// Reads tables once and writes them as a prepared table: what the labels cost before anything is
/// learnt is found on the way, and memory does not grow with the rows.
package struct TablePreparation {
  /// The tables, in the order of the rows.
  package let sources: [TableSource]
  /// How they are read, and which columns.
  package let options: ReadingOptions
  /// Which columns are labels and weights, in words.
  package let labels: PreparedLabels
  /// How many threads read.
  package let threads: Int
  /// How many rows are in a file; nil for as many as take some 16 MB.
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
  ///   - progress: Called after each block of bytes read.
  ///   - isInterrupted: Asked with each chunk of rows whether to end.
  /// - Returns: What the folder holds, and what was found of the labels.
  /// - Throws: `DatasetError` for a table that cannot be read or written, `StatisticsError` for a
  ///   label that there is nothing to learn of, `InterruptedPreparation`. What was at the place is
  ///   then as it was.
  package func write(
    to path: String, progress: ((ReadingProgress) -> Void)? = nil,
    isInterrupted: () -> Bool = { false }
  ) throws -> (index: PreparedIndex, scan: LabelScan) {
    if let prepared = sources.lazy.compactMap(\.preparedPath).first {
      throw DatasetError(
        .request, file: prepared, problem: "is prepared already", remedy: "name tables of text")
    }
    var tallies = LabelTallies(
      try LabelSpecification.parse(labels: labels.labels, tasks: labels.tasks),
      weightColumn: labels.weightColumn,
      weighting: try LabelWeighting(columns: labels.weights, classes: labels.classWeights))
    var writer = try PreparedTableWriter(path: path, rowsPerGroup: rowsPerGroup)
    var isEnded = false
    let description: TableDescription
    do {
      description = try TableReader(sources: sources, options: options, threads: threads)
        .read(progress: progress) { chunk throws(DatasetError) in
          isEnded = isInterrupted()
          if isEnded { throw DatasetError(.request, problem: "the preparation was interrupted") }
          try tallies.add(chunk)
          do throws(FileError) {
            try writer.append(chunk)
          } catch {
            throw DatasetError(error)
          }
        }
    } catch {
      throw isEnded ? InterruptedPreparation() : error
    }
    let scan = try tallies.scan(description, file: sources.first?.name)
    let index = try writer.finish(
      sources: sources.map(\.name), description, reading: settled(description), labels: labels,
      tasks: scan.statistics.map(PreparedIndex.Task.init))
    return (index, scan)
  }

  /// How the text was read, for whoever trains on the table: which columns is settled by its own.
  private func settled(_ description: TableDescription) -> ReadingOptions {
    var settled = options
    settled.columns = .all()
    settled.dates = description.dates
    return settled
  }
}

/// Says that a preparation was ended from without.
package struct InterruptedPreparation: Error {}

extension PreparedIndex.Task {
  fileprivate init(_ statistics: TaskStatistics) {
    self.init(
      name: statistics.task.name, labels: statistics.task.labels.map(\.name),
      kind: statistics.task.kind.rawValue, loss: statistics.task.lossName,
      labelled: statistics.labelled, initialLoss: statistics.initialLoss,
      priorLoss: statistics.priorLoss)
  }
}
