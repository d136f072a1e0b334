import Datasets
import Splitting
import Training

/// A table that was read, with its labels understood as the command line asks.
struct UnderstoodTable: Sendable {
  /// The table with its labels.
  let table: LabelledTable
  private let rule: any SplitRule

  init(
    data: [String], labels: LabelOptions, columns: ColumnOptions, table: TableOptions,
    split: SplitOptions, threads: Int, memory: Double,
    progress: @escaping (ReadingProgress) -> Void
  ) throws {
    var options = try table.readingOptions(of: data)
    let rule = try split.rule(data: data)
    options.columns = try columns.selection(labels: labels, split: rule.columns)
    let (dataset, description) = try Dataset.read(
      split.sources(data: data), options: options, threads: threads,
      keepsPlaces: true, most: MemoryEstimate.columnBytes(within: memory), progress: progress)
    guard dataset.rowCount > 0 else {
      throw DatasetError(
        .data, file: data.first, problem: "has a header but no rows", remedy: "give it some")
    }
    self.table = try LabelledTable(
      dataset, description, options: options, labels: try labels.specifications(),
      weightColumn: labels.weightColumn, weighting: try labels.weighting,
      ruledColumns: rule.ruledColumns.union(columns.unlearnt(of: rule.columns, labels: labels)))
    self.rule = rule
  }

  /// How rows are split, in words.
  var splitWords: String { rule.words }
  /// How its rows are divided into folds, in words.
  var foldWords: String { (rule as? any DrawnRule)?.drawing ?? rule.words }
  var taskNames: [String] { table.taskNames }
  /// How its text was read.
  var reading: ReadingOptions { table.reading }
  var notices: [Notice] { table.notices }

  /// The table split and encoded as the command line asks, with a seed for what is drawn at random.
  ///
  /// - Parameters:
  ///   - fold: Which fold judges, if the rows are divided into folds.
  ///   - crosses: Those under the same seed, if they were found before.
  func prepared(
    by training: TrainingOptions, seed: UInt64, fold: Fold? = nil, crosses: [CellMeans]? = nil
  ) throws -> PreparedData {
    try table.prepared(
      try split(seed: seed, fold: fold), encoding: training.encoding(numbers: table.numberCount),
      crosses: crosses)
  }

  /// The table with all of its rows for training, encoded as the command line asks.
  func preparedWhole(by training: TrainingOptions) throws -> PreparedData {
    try table.preparedWhole(encoding: training.encoding(numbers: table.numberCount))
  }

  /// Which rows are for what.
  ///
  /// - Parameter seed: What draws them at random, if they are.
  private func split(seed: UInt64, fold: Fold?) throws -> Split {
    guard let fold, let drawn = rule as? any DrawnRule else {
      return try table.split(by: rule, seed: seed)
    }
    return try table.split(by: drawn, fold: fold, seed: seed)
  }

  /// Whether rows are drawn at random, by the seed.
  var isDrawn: Bool { rule is any DrawnRule }
}
