public import Datasets
internal import Remedies
public import Splitting
package import Statistics
internal import Suggestions

/// A table whose labels are understood, ready to be split and encoded.
public struct LabelledTable: Sendable {
  /// The labels of all rows, those of a task next to each other.
  public let labels: [LabelColumn]
  /// All columns, dates as what is learnt of them.
  public let dataset: Dataset
  /// How the text was read; tables to predict are read alike.
  public let reading: ReadingOptions
  /// What decides which rows are for what.
  public let splittable: SplittableTable
  /// What was noticed.
  public let notices: [Notice]
  /// Where the rows stand, if that was kept.
  public let places: RowPlaces?
  private let features: [String]
  private let weights: RowWeights?
  private let weightColumn: String?
  /// For each label its cells' weights, the rows' included; nil where they are the rows'.
  private let labelWeights: [[Float]?]

  /// Finds the labels of a table, whatever its other columns are being features.
  ///
  /// - Parameters:
  ///   - description: What reading it has found; nil for a table that was not read.
  ///   - options: How it was read.
  ///   - specifications: What is to be predicted.
  ///   - weightColumn: The column of the rows' weights.
  ///   - weighting: What labels' cells and classes count for besides.
  ///   - ruledColumns: Columns that say which rows are for what, which are no features.
  /// - Throws: `DatasetError` for a table without rows, a label that is not there or has no usable
  ///   values, or weights that are none.
  public init(
    _ dataset: Dataset, _ description: TableDescription? = nil,
    options: ReadingOptions = ReadingOptions(), labels specifications: [LabelSpecification],
    weightColumn: String? = nil, weighting: LabelWeighting = LabelWeighting(),
    ruledColumns: Set<String> = []
  ) throws {
    let ruled = ruledColumns.union([weightColumn].compactMap(\.self))
      .union(weighting.columnNames)
    let candidates = dataset.columns.map(\.name).filter { !ruled.contains($0) }
    let resolved = try weighting.applied(
      to: LabelSpecification.resolve(specifications, header: candidates))
    let places = description?.places
    self.places = places
    let labels = try resolved.map { specification in
      guard let column = dataset[specification.pattern] else {
        preconditionFailure("a resolved label is a column of the table")
      }
      return try Self.locating(by: places) {
        try LabelColumn(column: column, specification: specification)
      }
    }
    try SharedTask.check(labels.map(\.label))
    let taken = ruled.union(labels.map(\.label.name))
    let dates = description.map { dataset.dateFeatures($0) { !taken.contains($0) } } ?? []
    let expanded = try dataset.replacing(dates)
    features = expanded.columns.map(\.name).filter { !taken.contains($0) }
    var reading = description?.reading ?? options
    let allDates = description?.dates ?? []
    reading.dates = allDates.filter { !ruled.contains($0.pattern) }
    reading.dateFeatures = dates
    reading.columns = .all()
    self.reading = reading
    let weights = try Self.locating(by: places) { try dataset.weights(column: weightColumn) }
    labelWeights = try Self.locating(by: places) {
      try dataset.weights(of: labels.map(\.label.name), weighting, rows: weights?.values)
    }
    self.weights = weights
    self.weightColumn = weightColumn
    let counting = expanded.columns.filter { !taken.contains($0.name) && $0.isRowNumber }
    notices =
      (description?.notices ?? []) + labels.flatMap(\.notices)
      + counting.map { column in
        Notice(
          "counts up by one from row to row, as row numbers do",
          remedy: Remedy(.parameter(.ignored, .column(column.name), purpose: "to leave it out")),
          column: column.name)
      }
    splittable = SplittableTable(
      dataset, labels: labels, features: features.compactMap { expanded[$0] },
      dates: Set(allDates.map(\.pattern)),
      rowsPerSource: description?.rowsPerSource)
    self.labels = labels
    self.dataset = expanded
  }

  /// The table split and encoded.
  ///
  /// - Parameter crosses: Those under the same split, if they were found before.
  /// - Throws: `DatasetError`, `TrainingError` or `StatisticsError` where nothing can be learnt of
  ///   it.
  public func prepared(
    _ split: Split, encoding: EncodingOptions = EncodingOptions(), crosses: [CellMeans]? = nil
  ) throws -> PreparedData {
    try prepared(split, encoding: encoding, crosses: crosses, statistics: nil)
  }

  /// The same.
  ///
  /// - Parameter statistics: The labels' statistics, where the training rows here are but some of
  ///   them.
  func prepared(
    _ split: Split, encoding: EncodingOptions, crosses: [CellMeans]? = nil,
    statistics: [LabelStatistics]?
  ) throws -> PreparedData {
    for names in encoding.crosses { try check(cross: names) }
    if let weightColumn {
      try weights?.requirePositive(rows: split.train, role: "training", column: weightColumn)
    }
    do {
      return try PreparedData(
        dataset, features: features, labels: labels, rowWeights: weights?.values,
        labelWeights: labelWeights, split: split,
        encoding: encoding, crosses: crosses, statistics: statistics)
    } catch let error as StatisticsError {
      throw located(error, rows: split.train)
    }
  }

  /// The table encoded, with all of its rows for training.
  ///
  /// - Throws: As for a split.
  public func preparedWhole(encoding: EncodingOptions = EncodingOptions()) throws -> PreparedData {
    try prepared(
      Split(parts: repeatElement(Split.Part.train, count: dataset.rowCount)), encoding: encoding)
  }

  /// Some rows as they were read, with their labels.
  ///
  /// - Parameter groups: For each row of the table the number of its group, if rows belong together.
  public func excerpt(_ rows: [Int32], groups: [Int32]? = nil) -> TableExcerpt {
    TableExcerpt(
      rows, of: dataset, columns: features, labels: labelledRows, groups: groups)
  }

  /// Which rows are for what.
  ///
  /// - Parameter seed: Decides what is drawn at random, if anything is.
  /// - Throws: `DatasetError` where the table does not allow it.
  public func split(by rule: any SplitRule, seed: UInt64) throws -> Split {
    try Self.locating(by: places) { try rule.split(splittable, seed: seed) }
  }

  /// Which rows are for what where one of several folds judges.
  ///
  /// - Throws: `DatasetError` where the table does not allow it.
  public func split(by rule: any DrawnRule, fold: Fold, seed: UInt64) throws -> Split {
    try Self.locating(by: places) { try rule.split(splittable, fold: fold, seed: seed) }
  }
}

extension LabelledTable {
  /// Does something whose errors of rows name the file and the line.
  private static func locating<Value>(
    by places: RowPlaces?, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as DatasetError {
      throw error.located(by: places)
    }
  }

  /// An error of a label's value with the place of the first row that has it.
  private func located(_ error: StatisticsError, rows: [Int32]) -> StatisticsError {
    guard case .unusableValue(let column, let value, let reason, nil) = error, let places,
      let label = labels.first(where: { $0.label.name == column }),
      let row = rows.first(where: { label.values[Int($0)] == value })
    else { return error }
    return .unusableValue(column: column, value: value, reason: reason, place: places[Int(row)])
  }
}

extension LabelledTable {
  /// Makes sure that a cross is of several columns that are learnt from.
  private func check(cross names: [String]) throws(DatasetError) {
    for name in names where !features.contains(name) {
      let near = NearMiss.nearest(to: name, among: features)
      throw DatasetError(
        .request, column: name, problem: "is to be crossed, but is no column that is learnt from",
        remedy: near.map { "did you mean \"\($0)\"?" } ?? "name columns of the table")
    }
    guard names.count > 1, Set(names).count == names.count else {
      throw DatasetError(
        .request, column: names.first, problem: "is to be crossed with no other column",
        remedy: "name two or more different columns")
    }
  }

  /// How many features are numbers.
  public var numberCount: Int {
    features.count { name in
      guard case .numeric = dataset[name]?.values else { return false }
      return true
    }
  }

  /// The labels of all rows with the rows' weights.
  public var labelledRows: LabelledRows {
    LabelledRows(
      values: labels.map(\.values), weights: weights?.values, labelWeights: labelWeights)
  }

  /// The statistics of each label over all rows.
  ///
  /// - Throws: `StatisticsError` for a label that there is nothing to learn of.
  package func statistics() throws -> [LabelStatistics] {
    let rows = Array(0..<Int32(dataset.rowCount))
    return try labels.enumerated().map { index, label in
      try LabelStatistics(
        label: label.label, values: label.values, rows: rows,
        weights: labelWeights[index] ?? weights?.values)
    }
  }

  /// The names of the tasks, in their order.
  public var taskNames: [String] {
    labels.map(\.label.task).taskRanges.map { range in
      let first = labels[range.lowerBound].label
      return first.task?.name ?? first.name
    }
  }
}

extension Dataset {
  /// For each label its cells' weights, times the rows'; nil where it has none of its own.
  ///
  /// - Parameter rows: The rows' weights; nil for all ones.
  func weights(
    of labels: [String], _ weighting: LabelWeighting, rows: [Float]?
  ) throws -> [[Float]?] {
    try labels.map { try weights(column: weighting.column(of: $0))?.values.times(rows) }
  }

  /// The rows' weights, from a column that was read as numbers; nil without one. Some row has a
  /// weight above zero.
  func weights(column name: String?) throws -> RowWeights? {
    guard let name, let column = self[name], case .numeric(let numbers) = column.values else {
      return nil
    }
    let weights = try RowWeights(numbers.floats, column: name)
    try weights.requirePositive(column: name)
    return weights
  }
}
