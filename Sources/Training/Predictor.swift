public import Datasets
public import NeuralNetwork
public import Statistics

/// What predicts the labels of a table's rows from its other columns: a model, or a pack of models.
public protocol Predictor: Sendable {
  /// The columns it reads and predicts.
  var schema: Schema { get }
  /// For each label the constants of its outputs.
  var heads: [HeadConfiguration] { get }
  /// For each label the statistics of its training rows.
  var statistics: [LabelStatistics] { get }
  /// How the training table was read; tables to predict are read alike.
  var reading: ReadingOptions { get }
  /// What prediction sets are made from; nil where there were no rows to learn it of.
  var calibration: ConformalCalibration? { get }
  /// For each label what makes means of its predictions; nil where they are what was learnt.
  var smearing: [Smearing?] { get }
  /// For each label above which probability its positive class is predicted; nil for a half, and for
  /// labels that are not binary.
  var thresholds: [Double?] { get }
  /// The same without smearing: of a label with a transform the median is predicted, not the mean.
  var predictingMedians: Self { get }

  /// Predicts rows of a table that was read by the schema.
  ///
  /// - Returns: For each label a number in the label's units (regression, count), the probability
  ///   of the positive class (binary) or the probabilities of all classes (multiclass), row by row.
  func predictions(for dataset: Dataset, rows: [Int32], threads: Int) -> [[Double]]

  /// Makes it ready to predict tables that were read by the schema, one after the other: what does
  /// not depend on their rows is computed once.
  ///
  /// - Parameter decimalMark: That of the tables' categories; others take longer.
  /// - Returns: A function of a table, for one caller at a time, that predicts every row as
  ///   `predictions` does.
  func predicting(decimalMark: DecimalMark, threads: Int) -> (_ dataset: Dataset) -> [[Double]]

  /// Predicts the labelled rows among those given, of a table that was read by the schema, and keeps
  /// what is true of them beside it.
  func score(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], threads: Int
  ) -> ScoredTable

  /// How many networks predict a row.
  var networkCount: Int { get }

  /// Scores all rows of a table that was read by the schema, as often as it is asked to, with other
  /// cells in some columns each time; what does not depend on these is computed once.
  ///
  /// - Returns: A function of the columns that have other cells.
  func rescoring(
    _ dataset: Dataset, labels: LabelledRows, threads: Int
  ) -> (_ columns: [Column]) -> ScoredTable
}

extension Predictor {
  /// None: what was learnt is predicted.
  public var smearing: [Smearing?] { labels.map { _ in nil } }
  /// A half for each.
  public var thresholds: [Double?] { labels.map { _ in nil } }
  /// The same.
  public var predictingMedians: Self { self }

  /// A function that predicts every row by `predictions`, with nothing computed before.
  public func predicting(
    decimalMark: DecimalMark, threads: Int
  ) -> (_ dataset: Dataset) -> [[Double]] {
    { predictions(for: $0, threads: threads) }
  }

  /// The tasks, in the order of the outputs.
  public var tasks: [PredictionTask] { schema.tasks }
  /// Their labels, task by task.
  public var labels: [Label] { schema.labels }
  /// What was known of the tasks before training.
  public var taskStatistics: [TaskStatistics] { tasks.statistics(statistics) }

  /// Predicts every row of a table that was read by the schema.
  public func predictions(for dataset: Dataset, threads: Int) -> [[Double]] {
    predictions(for: dataset, rows: Array(0..<Int32(dataset.rowCount)), threads: threads)
  }

  /// The labels of a table that was read with all of them.
  ///
  /// - Parameter weightColumn: The column of the rows' weights, if it was read.
  /// - Throws: `DatasetError` for a label that is none of its kind, or weights that are none.
  package func labelledRows(
    of dataset: Dataset, weightColumn: String? = nil, weighting: LabelWeighting = LabelWeighting()
  ) throws -> LabelledRows {
    let values = try labels.map { label in
      guard let column = dataset[label.name] else {
        preconditionFailure("the label columns were asked for")
      }
      return try LabelColumn(column: column, label: label).values
    }
    let weights = try dataset.weights(column: weightColumn)?.values
    return LabelledRows(
      values: values, weights: weights,
      labelWeights: try dataset.weights(of: labels.map(\.name), weighting, rows: weights))
  }

  /// Measures it on the labelled rows among those given, of a table that was read by the schema.
  public func evaluate(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], threads: Int
  ) -> [TaskEvaluation] {
    score(dataset, labels: labels, rows: rows, threads: threads).evaluations
  }

  /// Measures it on all labelled rows of a table that was read with all labels.
  ///
  /// - Parameter weightColumn: The column of the rows' weights, if it was read.
  /// - Throws: `DatasetError` for a label that is none of its kind, or weights that are none.
  public func evaluate(
    _ dataset: Dataset, weightColumn: String? = nil, threads: Int
  ) throws -> [TaskEvaluation] {
    try score(dataset, weightColumn: weightColumn, threads: threads).evaluations
  }

  /// Predicts all labelled rows of a table that was read with all labels, and keeps what is true of
  /// them beside it.
  ///
  /// - Parameter weightColumn: The column of the rows' weights, if it was read.
  /// - Throws: `DatasetError` for a label that is none of its kind, or weights that are none.
  public func score(
    _ dataset: Dataset, weightColumn: String? = nil,
    weighting: LabelWeighting = LabelWeighting(), threads: Int
  ) throws -> ScoredTable {
    score(
      dataset,
      labels: try labelledRows(of: dataset, weightColumn: weightColumn, weighting: weighting),
      rows: Array(0..<Int32(dataset.rowCount)), threads: threads)
  }

  /// Reads a table as the training table was read.
  ///
  /// - Parameters:
  ///   - options: How the text differs from that of the training table, if it does.
  ///   - kept: Which columns are to be handed on, as `TableReader.kept` says.
  ///   - keepsPlaces: Whether it is to be known where each row stands.
  ///   - labels: The labels whose columns are read, besides the features; they must be there.
  ///   - weightColumn: The column of the rows' weights, which then must be there.
  /// - Returns: The columns, dates as what is learnt of them, and what reading them has found.
  public func read(
    _ sources: [TableSource], options: ReadingOptions? = nil, keeping kept: [String] = [],
    keepsPlaces: Bool = false, labels: [Label] = [], weightColumn: String? = nil,
    weighting: LabelWeighting = LabelWeighting(), threads: Int? = nil,
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    let (dataset, found) = try readColumns(
      sources, options: options, keeping: kept, keepsPlaces: keepsPlaces, labels: labels,
      weightColumn: weightColumn, weighting: weighting, threads: threads, progress: progress)
    return (try dataset.replacing((options ?? reading).dateFeatures), found)
  }

  /// The same with dates as seconds since 1970-01-01 00:00 UTC, of which nothing is made yet.
  package func readColumns(
    _ sources: [TableSource], options: ReadingOptions? = nil, keeping kept: [String] = [],
    keepsPlaces: Bool = false, labels: [Label] = [], weightColumn: String? = nil,
    weighting: LabelWeighting = LabelWeighting(), threads: Int? = nil,
    progress: ((ReadingProgress) -> Void)? = nil
  ) throws(DatasetError) -> (dataset: Dataset, description: TableDescription) {
    var reader = reader(
      of: sources, options: options ?? reading, labels: labels, weightColumn: weightColumn,
      weighting: weighting, threads: threads)
    reader.kept = kept
    reader.keepsPlaces = keepsPlaces
    return try Dataset.read(reader, progress: progress)
  }

  /// What reads the features of tables in parts: of a column of dates whose format nobody gives it
  /// is that of the training table.
  package func partReader(
    of sources: [TableSource], options: ReadingOptions, threads: Int?
  ) -> TableReader {
    var options = options
    for date in options.dateFeatures where !options.tellsFormat(ofDates: date.name) {
      options.dates.append(DateDeclaration(date.name, format: date.format))
    }
    return reader(of: sources, options: options, threads: threads)
  }

  /// What reads the features of tables, and other columns that are asked for.
  private func reader(
    of sources: [TableSource], options: ReadingOptions, labels: [Label] = [],
    weightColumn: String? = nil, weighting: LabelWeighting = LabelWeighting(), threads: Int?
  ) -> TableReader {
    var options = options
    let dates = options.dateFeatures
    let derived = Set(dates.flatMap { date in date.parts.map(date.columnName) })
    options.columns = .only(
      schema.readFeatures.filter { !derived.contains($0.name) }.map(\.declaration)
        + dates.map { ColumnDeclaration($0.name, as: .inferred) }
        + labels.map(\.declaration)
        + (weightColumn.map { [ColumnDeclaration($0, as: .numeric, isRequired: true)] } ?? [])
        + weighting.declarations)
    return TableReader(sources: sources, options: options, threads: threads)
  }
}

/// The labels of a table's rows, and what each row counts for.
public struct LabelledRows: Sendable {
  /// For each label its value in each row, NaN where it is missing.
  public let values: [[Double]]
  /// One weight a row, or nil for all ones.
  public let weights: [Float]?
  /// For each label one weight a row, the row's included, or nil where it is that; none at all where
  /// no label has any.
  public let labelWeights: [[Float]?]

  /// Labels of as many rows as there are weights, if there are any.
  public init(values: [[Double]], weights: [Float]? = nil, labelWeights: [[Float]?] = []) {
    self.values = values
    self.weights = weights
    self.labelWeights = labelWeights
  }

  /// The labels of some of the rows.
  func rows(_ rows: [Int32]) -> LabelledRows {
    func chosen<Value>(_ values: [Value]) -> [Value] { rows.map { values[Int($0)] } }
    return LabelledRows(
      values: values.map(chosen), weights: weights.map(chosen),
      labelWeights: labelWeights.map { $0.map(chosen) })
  }

  /// What the cells of the labels count for.
  func cellWeights(_ labels: [Label]) -> CellWeights {
    CellWeights(rows: weights, ofLabels: labelWeights, values: values, labels: labels)
  }

  /// For each label its values in the units of the outputs.
  func targets(_ heads: [HeadConfiguration]) -> [[Float]] {
    zip(values, heads).map { values, head in values.map(head.target) }
  }
}

extension Feature {
  /// How the reader is to read the column: as the encoding needs it.
  fileprivate var declaration: ColumnDeclaration {
    encoding.origin.map { ColumnDeclaration(name, as: .numeric, origin: $0) }
      ?? ColumnDeclaration(name, as: .categorical)
  }
}
