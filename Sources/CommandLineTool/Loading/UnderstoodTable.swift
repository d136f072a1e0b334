import Datasets
import Training

/// A table that was read, with its labels understood as the command line asks.
struct UnderstoodTable: Sendable {
  /// The table with its labels.
  let table: LabelledTable
  private let split: SplitOptions

  init(
    data: [String], labels: LabelOptions, columns: ColumnOptions, table: TableOptions,
    split: SplitOptions, threads: Int, memory: Double,
    progress: @escaping (ReadingProgress) -> Void
  ) throws {
    var options = try table.readingOptions()
    options.columns = try columns.selection(labels: labels, splitColumn: split.splitColumn)
    let (dataset, description) = try Dataset.read(
      split.sources(data: data), options: options, threads: threads,
      most: MemoryEstimate.columnBytes(within: memory), progress: progress)
    guard dataset.rowCount > 0 else {
      throw DatasetError(
        .data, file: data.first, problem: "has a header but no rows", remedy: "give it some")
    }
    self.table = try LabelledTable(
      dataset, description, options: options, labels: try labels.specifications(),
      weightColumn: labels.weightColumn, splitColumn: split.splitColumn)
    self.split = split
  }

  var taskNames: [String] { table.taskNames }
  /// How its text was read.
  var reading: ReadingOptions { table.reading }
  var notices: [Notice] { table.notices }

  /// The table split and encoded as the command line asks, with a seed for what is drawn at random.
  ///
  /// - Parameter crosses: Those under the same seed, if they were found before.
  func prepared(
    by training: TrainingOptions, seed: UInt64, crosses: [CellMeans]? = nil
  ) throws -> PreparedData {
    try table.prepared(
      try split(seed: seed), encoding: training.encoding(numbers: table.numberCount),
      crosses: crosses)
  }

  /// Which rows are for what.
  ///
  /// - Parameter seed: What draws them at random, if they are.
  func split(seed: UInt64) throws -> Split {
    try split.split(table.dataset, rowsPerSource: table.rowsPerSource, seed: seed)
  }
}
