internal import Crosses
public import Datasets
public import NeuralNetwork
public import Statistics

/// A table made ready for training: encoded once, scaled by the training rows, its labels in the
/// units of their heads.
public struct PreparedData: Sendable {
  /// The columns a model will read and predict.
  public let schema: Schema
  /// For each label the constants of its outputs, from the training rows.
  public let heads: [HeadConfiguration]
  /// For each label the statistics of its training rows.
  public let statistics: [LabelStatistics]
  /// The statistics of the tasks.
  public let taskStatistics: [TaskStatistics]
  /// All rows, encoded; where training rows stay on disk, those that are in memory.
  public let table: TrainingTable
  /// Which rows are for what.
  public let split: Split
  /// What tells the table from another one.
  public private(set) var fingerprint: DataFingerprint
  /// The training rows, where they stay on disk; nil where they are those of the split.
  package private(set) var stored: StoredRows?

  /// Encodes a table.
  ///
  /// - Parameters:
  ///   - features: The names of the columns to learn from.
  ///   - labels: The labels of all rows, those of a task next to each other.
  ///   - rowWeights: One weight a row, or nil for all ones.
  ///   - labelWeights: For each label one weight a row, the row's included, or nil where it is that;
  ///     none at all where no label has any.
  ///   - known: The crosses of the same table under the same split, if they were found before.
  ///   - exact: The labels' statistics, where the training rows here are but some of them.
  public init(
    _ dataset: Dataset, features: [String], labels: [LabelColumn], rowWeights: [Float]?,
    labelWeights: [[Float]?] = [],
    split: Split, encoding: EncodingOptions = .init(), crosses known: [CellMeans]? = nil,
    statistics exact: [LabelStatistics]? = nil
  ) throws {
    let columns = features.compactMap { dataset[$0] }
    guard !columns.isEmpty else { throw TrainingError.noFeatures }
    let crosses =
      known.map {
        FittedCrosses(columns, labels: labels, rowWeights: rowWeights, split: split, again: $0)
      }
      ?? FittedCrosses(
        columns, labels: labels, rowWeights: rowWeights, split: split, named: encoding.crosses,
        searches: encoding.findsCrosses)
    let read = Dataset(rowCount: dataset.rowCount, columns: columns + crosses.columns)
    let fitted = read.columns.map { Feature(fitting: $0, rows: split.train, options: encoding) }
    let statistics =
      try exact
      ?? labels.enumerated().map { index, label in
        try Self.statistics(
          of: label, split: split,
          weights: (labelWeights.isEmpty ? nil : labelWeights[index]) ?? rowWeights)
      }
    heads = statistics.map(HeadConfiguration.init)
    schema = Schema(
      features: fitted,
      tasks: PredictionTask.tasks(
        of: statistics.map(\.label), shared: labels.map(\.label.task)), crosses: crosses.cells)
    taskStatistics = schema.tasks.statistics(statistics)
    table = TrainingTable(
      features: EncodedFeatures(read, features: fitted),
      targets: zip(labels, heads).map { label, head in label.values.map(head.target) },
      weights: CellWeights(
        rows: rowWeights, ofLabels: labelWeights, values: labels.map(\.values),
        labels: statistics.map(\.label)))
    self.statistics = statistics
    self.split = split
    fingerprint = DataFingerprint(
      features: columns, labels: labels, rowWeights: rowWeights, labelWeights: labelWeights,
      split: split)
  }
}

extension PreparedData {
  /// How many rows are trained on in an epoch.
  public var trainingRowCount: Int { stored?.rowCount ?? split.train.count }

  /// Whether training rows stay on disk.
  public var isStored: Bool { stored != nil }

  /// The same with training rows that stay on disk.
  ///
  /// - Parameter checksums: Those of the files that all rows are of.
  func training(on stored: StoredRows, ofFiles checksums: [String]) -> PreparedData {
    var data = self
    data.stored = stored
    data.fingerprint = fingerprint.ofFiles(checksums)
    return data
  }

  /// How many of the columns that are read are numbers.
  public var numberCount: Int { schema.readFeatures.count { $0.encoding.isNumeric } }

  /// How many parameters a network for these data has.
  ///
  /// - Parameter network: The shape of its layers.
  public func parameterCount(of network: NetworkConfiguration) -> Int {
    self.network(network).layout.count
  }

  /// A network for these data.
  func network(_ configuration: NetworkConfiguration) -> MultiTaskNetwork {
    MultiTaskNetwork(
      configuration, inputs: table.features.layout, tasks: schema.taskConfigurations(heads))
  }

  /// The same rows with the labels of one task, as if all others had been left out of the table
  /// once its features were made.
  ///
  /// - Parameter task: The task's position.
  public func keeping(task: Int) -> PreparedData {
    let labels = schema.labelRanges[task]
    return PreparedData(
      schema: Schema(
        features: schema.features, tasks: [schema.tasks[task]], crosses: schema.crosses),
      heads: Array(heads[labels]), statistics: Array(statistics[labels]),
      table: TrainingTable(
        features: table.features, targets: Array(table.targets[labels]),
        weights: table.weights.keeping(labels)),
      split: split, fingerprint: fingerprint.keeping(labels: labels, of: schema.labels.count))
  }

  /// The same with the labels of the task of that name; all labels where there is none.
  package func keeping(task name: String) -> PreparedData {
    schema.tasks.firstIndex { $0.name == name }.map(keeping) ?? self
  }

  /// All that a model file says of a model fitted to these data, besides its parameters.
  ///
  /// - Parameters:
  ///   - network: The shape of its shared layers.
  ///   - balance: The scheme, as it was asked for.
  ///   - reading: How the table was read.
  public func description(
    _ network: NetworkConfiguration, balance: String, reading: ReadingOptions
  ) -> MultiTaskModel.Description {
    MultiTaskModel.Description(
      schema: schema, configuration: network, heads: heads, statistics: statistics,
      reading: reading, balance: balance)
  }

  private init(
    schema: Schema, heads: [HeadConfiguration], statistics: [LabelStatistics],
    table: TrainingTable, split: Split, fingerprint: DataFingerprint
  ) {
    self.schema = schema
    self.heads = heads
    self.statistics = statistics
    taskStatistics = schema.tasks.statistics(statistics)
    self.table = table
    self.split = split
    self.fingerprint = fingerprint
  }

  /// The statistics of a label's training rows.
  private static func statistics(
    of label: LabelColumn, split: Split, weights: [Float]?
  ) throws -> LabelStatistics {
    do throws(StatisticsError) {
      return try LabelStatistics(
        label: label.label, values: label.values, rows: split.train, weights: weights)
    } catch {
      // A label that is constant in all rows is another thing than one that is in these.
      guard case .constant(let column, let value, let labelled) = error,
        let first = split.train.lazy.map({ label.values[Int($0)] }).first(where: { !$0.isNaN }),
        label.values.contains(where: { !$0.isNaN && $0 != first })
      else { throw error }
      throw TrainingError.oneValue(column: column, value: value, labelled: labelled)
    }
  }
}

extension HeadConfiguration {
  /// The constants of a label's outputs from the statistics of its training rows.
  init(_ statistics: LabelStatistics) {
    self.init(
      label: statistics.label, location: statistics.location, scale: statistics.scale,
      prior: statistics.priorOutput)
  }
}
