public import Datasets
internal import LinearAlgebra
public import NeuralNetwork
public import Statistics

/// A network with its parameters and all that prediction needs: what the columns are, how they are
/// scaled, what the classes are called.
public struct MultiTaskModel: Sendable {
  /// Everything but the parameters.
  public let description: Description
  /// The parameters, in the order of `network.layout`; where tasks have their own epochs, those of
  /// the common one.
  public var parameters: [Float] { snapshots[0] }
  /// The parameters of all epochs that tasks are predicted from, the common one first.
  public let snapshots: [[Float]]
  /// The network's shape.
  public let network: MultiTaskNetwork
  /// What prediction sets are made from; nil where there were no rows to learn it of.
  public package(set) var calibration: ConformalCalibration?
  /// For each label what makes means of its predictions; nil where they are what was learnt.
  public package(set) var smearing: [Smearing?]
  /// For each label above which probability its positive class is predicted; nil for a half.
  public package(set) var thresholds: [Double?]

  /// What a model file says of its model.
  public struct Description: Codable, Equatable, Sendable {
    /// The columns it reads and predicts.
    public var schema: Schema
    /// The shape of its shared layers.
    public var configuration: NetworkConfiguration
    /// For each label the constants of its outputs.
    public var heads: [HeadConfiguration]
    /// For each label the statistics of its training rows.
    public var statistics: [LabelStatistics]
    /// How the training table was read; tables to predict are read alike.
    public var reading: ReadingOptions
    /// The balancing scheme it was trained under, as the user wrote it.
    public var balance: String
    /// Which tasks are predicted from their own epochs; nil where none is.
    public var ownEpochs: OwnEpochs?

    /// Creates a description.
    public init(
      schema: Schema, configuration: NetworkConfiguration, heads: [HeadConfiguration],
      statistics: [LabelStatistics], reading: ReadingOptions, balance: String,
      ownEpochs: OwnEpochs? = nil
    ) {
      self.schema = schema
      self.configuration = configuration
      self.heads = heads
      self.statistics = statistics
      self.reading = reading
      self.balance = balance
      self.ownEpochs = ownEpochs
    }
  }

  /// Creates a model of one epoch; `parameters` must be as many as the network has.
  public init(description: Description, parameters: [Float]) {
    self.init(description: description, snapshots: [parameters])
  }

  /// Creates a model of a fit.
  public init(description: Description, result: Trainer.Result) {
    var description = description
    description.ownEpochs = result.ownEpochs
    self.init(description: description, snapshots: result.snapshots)
  }

  /// Creates a model of as many epochs as its description says, or one.
  public init(description: Description, snapshots: [[Float]]) {
    self.description = description
    self.snapshots = snapshots
    smearing = description.heads.map { _ in nil }
    thresholds = description.heads.map { _ in nil }
    network = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      tasks: description.schema.taskConfigurations(description.heads))
    precondition(
      snapshots.count == description.ownEpochs?.epochs.count ?? 1, "parameters of each epoch")
    for parameters in snapshots {
      precondition(
        parameters.count == network.layout.count,
        "\(parameters.count) parameters for a network of \(network.layout.count)")
    }
  }

  /// The parameters of all snapshots together.
  package var keptParameterCount: Int { snapshots.reduce(0) { $0 + $1.count } }

  /// For each label which of the snapshots predicts it.
  var snapshotOfLabel: [Int] {
    zip(tasks, snapshotOfTask).flatMap { task, snapshot in task.labels.map { _ in snapshot } }
  }

  /// For each task which of the snapshots predicts it.
  package var snapshotOfTask: [Int] { description.ownEpochs?.snapshots ?? tasks.map { _ in 0 } }
}

extension MultiTaskModel: Predictor {
  /// The columns it reads and predicts.
  public var schema: Schema { description.schema }
  /// For each label the constants of its outputs.
  public var heads: [HeadConfiguration] { description.heads }
  /// For each label the statistics of its training rows.
  public var statistics: [LabelStatistics] { description.statistics }
  /// How the training table was read.
  public var reading: ReadingOptions { description.reading }
}

extension MultiTaskModel {
  /// Predicts rows of a table that was read by the model's schema.
  public func predictions(
    for dataset: Dataset, rows: [Int32], threads: Int
  ) -> [[Double]] {
    predictions(
      EncodedFeatures(dataset, by: schema), rows: rows,
      threads: threads)
  }

  /// Predicts rows of a table that was encoded by the model's schema.
  package func predictions(
    _ features: EncodedFeatures, rows: [Int32], threads: Int
  ) -> [[Double]] {
    let evaluator = Evaluator(network: network, threads: threads)
    return predictions(
      features, rows: rows, by: evaluator, parameters: snapshots.lazy.map { FloatBuffer($0) })
  }

  /// Makes it ready to predict tables that were read by its schema, one after the other.
  public func predicting(
    decimalMark: DecimalMark, threads: Int
  ) -> (_ dataset: Dataset) -> [[Double]] {
    let encoder = FeatureEncoder(schema, decimalMark: decimalMark)
    let predict = predicting(threads: threads)
    return { predict(encoder.encode($0), Array(0..<Int32($0.rowCount))) }
  }

  /// Predicts rows of one table after the other.
  ///
  /// - Returns: A function of tables of these rows that were encoded by the model's schema.
  func predicting(_ rows: [Int32], threads: Int) -> (EncodedFeatures) -> [[Double]] {
    let predict = predicting(threads: threads)
    return { predict($0, rows) }
  }

  /// Predicts rows of one table after the other.
  ///
  /// - Returns: A function of tables that were encoded by the model's schema, and of their rows.
  func predicting(threads: Int) -> (EncodedFeatures, [Int32]) -> [[Double]] {
    let evaluator = Evaluator(network: network, threads: threads)
    let parameters = snapshots.map { FloatBuffer($0) }
    return { predictions($0, rows: $1, by: evaluator, parameters: parameters) }
  }

  /// Predicts rows of a table, by the parameters of each epoch kept.
  private func predictions(
    _ features: EncodedFeatures, rows: [Int32], by evaluator: Evaluator,
    parameters: some Sequence<FloatBuffer>
  ) -> [[Double]] {
    let predictions = parameters.map {
      evaluator.predictions(features, rows: rows, parameters: $0)
    }
    return smeared(snapshotOfLabel.enumerated().map { predictions[$1][$0] })
  }

  /// Predicts the labelled rows among those given, of a table that was read by the schema.
  public func score(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], threads: Int
  ) -> ScoredTable {
    let table = TrainingTable(
      features: EncodedFeatures(dataset, by: schema),
      targets: labels.targets(description.heads), weights: labels.cellWeights(self.labels))
    return score(table, rows: rows, threads: threads).labelled(labels)
  }

  /// Predicts the labelled rows among those given.
  public func score(_ table: TrainingTable, rows: [Int32], threads: Int) -> ScoredTable {
    score(
      table, rows: rows, by: Evaluator(network: network, threads: threads),
      parameters: snapshots.lazy.map { FloatBuffer($0) })
  }

  /// How many networks predict a row: one for each epoch kept, and in each all members, or tasks that
  /// adapt the layers.
  public var networkCount: Int { snapshots.count * network.rowCopies }

  /// Scores all rows of a table with other cells in some columns: these alone are encoded anew.
  public func rescoring(
    _ dataset: Dataset, labels: LabelledRows, threads: Int
  ) -> ([Column]) -> ScoredTable {
    let features = EncodedFeatures(dataset, by: schema)
    let targets = labels.targets(description.heads)
    let weights = labels.cellWeights(self.labels)
    let rows = Array(0..<Int32(dataset.rowCount))
    let evaluator = Evaluator(network: network, threads: threads)
    let parameters = snapshots.map { FloatBuffer($0) }
    return { columns in
      let table = TrainingTable(
        features: features.replacing(columns, in: dataset, by: schema), targets: targets,
        weights: weights)
      return score(table, rows: rows, by: evaluator, parameters: parameters).labelled(labels)
    }
  }

  /// Predicts the labelled rows among those given, by the parameters of each epoch kept.
  private func score(
    _ table: TrainingTable, rows: [Int32], by evaluator: Evaluator,
    parameters: some Sequence<FloatBuffer>
  ) -> ScoredTable {
    let scored = parameters.map {
      evaluator.scoredLabels(
        table, rows: rows, statistics: description.statistics, parameters: $0)
    }
    return ScoredTable(
      rows: rows, tasks: tasks,
      labels: snapshotOfLabel.enumerated().map {
        scored[$1][$0].smeared(by: smearing[$0]).decided(at: thresholds[$0])
      })
  }

  /// Measures the model on the labelled rows among those given.
  public func evaluate(
    _ table: TrainingTable, rows: [Int32], threads: Int
  ) -> [TaskEvaluation] {
    score(table, rows: rows, threads: threads).evaluations
  }
}
