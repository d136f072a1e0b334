import Datasets
import Training

/// A table that was read, with its labels understood as the command line asks.
struct UnderstoodTable: Sendable {
  let labels: [LabelColumn]
  /// How its text was read.
  let reading: ReadingOptions
  let notices: [Notice]
  private let dataset: Dataset
  private let features: [String]
  private let weights: RowWeights?
  private let weightColumn: String?
  private let split: SplitOptions
  private let rowsPerSource: [Int]

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

    let ruled = Set([labels.weightColumn, split.splitColumn].compactMap { $0 })
    let candidates = dataset.columns.map(\.name).filter { !ruled.contains($0) }
    let resolved = try LabelSpecification.resolve(labels.specifications(), header: candidates)
    let labelColumns = try resolved.map { specification in
      guard let column = dataset[specification.pattern] else {
        preconditionFailure("a resolved label is a column of the table")
      }
      return try LabelColumn(column: column, specification: specification)
    }
    let taken = ruled.union(labelColumns.map(\.task.name))
    let dates = dataset.dateFeatures(description) { !taken.contains($0) }
    let expanded = try dataset.replacing(dates)
    features = expanded.columns.map(\.name).filter { !taken.contains($0) }
    options.dates = description.dates
    options.dateFeatures = dates
    options.columns = .all()
    reading = options
    weights = try dataset.weights(column: labels.weightColumn)
    weightColumn = labels.weightColumn
    let counting = expanded.columns.filter { !taken.contains($0.name) && $0.isRowNumber }
    notices =
      description.notices + labelColumns.flatMap(\.notices)
      + counting.map { column in
        Notice(
          "counts up by one from row to row, as row numbers do",
          remedy: Remedy(.option("--ignore \(column.name.asColumnArgument) to leave it out")),
          column: column.name)
      }
    rowsPerSource = description.rowsPerSource
    self.labels = labelColumns
    self.split = split
    self.dataset = expanded
  }

  /// The table split as the command line asks, with a seed for what is drawn at random, and encoded.
  func prepared(seed: UInt64) throws -> PreparedData {
    let split = try split.split(dataset, rowsPerSource: rowsPerSource, seed: seed)
    if let weightColumn {
      try weights?.requirePositive(rows: split.train, role: "training", column: weightColumn)
    }
    return try PreparedData(
      dataset, features: features, labels: labels, rowWeights: weights?.values, split: split)
  }
}

extension Dataset {
  /// The rows' weights, from a column that was read as numbers; nil without one. Some row has a weight
  /// above zero.
  func weights(column name: String?) throws -> RowWeights? {
    guard let name, let column = self[name], case .numeric(let numbers) = column.values else {
      return nil
    }
    let weights = try RowWeights(numbers.floats, column: name)
    try weights.requirePositive(column: name)
    return weights
  }
}
