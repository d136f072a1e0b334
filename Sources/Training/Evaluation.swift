public import Datasets
internal import LinearAlgebra
public import Losses
public import NeuralNetwork
internal import Statistics

/// How well a model predicts one task on some rows.
public struct TaskEvaluation: Codable, Equatable, Sendable {
  /// The task's name, or the label's.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// The number of labelled rows; of a task of several labels that of labelled cells.
  public let labelled: Int
  /// The mean loss over them, or the sum of the labels' mean losses, in the label's own units or
  /// nats; nil without any, or where it is not finite.
  public let loss: Double?
  /// The mean loss of the best constant of the training labels over the same rows; nil without any,
  /// or where it is not finite.
  public let constantLoss: Double?
  /// The mean loss of that constant over the training rows.
  public let priorLoss: Double
  /// 1 − loss / constant loss; nil where there is no loss, or where the constant's is 0.
  public let skill: Double?
  /// The metrics of the kind; of a task of several labels the means over them.
  public let metrics: TaskMetrics
  /// How well the labels of a task of several are predicted; nil where the task is one label.
  public let labels: [TaskEvaluation]?

  enum CodingKeys: String, CodingKey {
    case name, kind, labelled, loss, skill, metrics, labels
    case constantLoss = "constant_loss"
    case priorLoss = "prior_loss"
  }
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
    let predictions = snapshots.map {
      evaluator.predictions(features, rows: rows, parameters: FloatBuffer($0))
    }
    return snapshotOfLabel.enumerated().map { predictions[$1][$0] }
  }

  /// Measures the model on the labelled rows among those given, of a table that was read by its
  /// schema.
  public func evaluate(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], threads: Int
  ) -> [TaskEvaluation] {
    let table = TrainingTable(
      features: EncodedFeatures(dataset, by: schema),
      targets: labels.targets(description.heads), rowWeights: labels.weights)
    return evaluate(table, rows: rows, threads: threads)
  }

  /// For each label the labelled rows among those given, with what is predicted of them.
  package func scoredRows(
    _ table: TrainingTable, rows: [Int32], threads: Int
  ) -> [ScoredRows] {
    let evaluator = Evaluator(network: network, threads: threads)
    let scored = snapshots.map {
      evaluator.lossesAndScoredRows(table, rows: rows, parameters: FloatBuffer($0)).scored
    }
    return snapshotOfLabel.enumerated().map { scored[$1][$0] }
  }

  /// Measures the model on the labelled rows among those given.
  public func evaluate(
    _ table: TrainingTable, rows: [Int32], threads: Int
  ) -> [TaskEvaluation] {
    let evaluator = Evaluator(network: network, threads: threads)
    let measured = snapshots.map {
      evaluator.lossesAndScoredRows(table, rows: rows, parameters: FloatBuffer($0))
    }
    let constants = description.heads.constantLosses(
      table.targets, rowWeights: table.rowWeights, statistics: description.statistics, rows: rows)
    return evaluations(
      scored: snapshotOfLabel.enumerated().map { measured[$1].scored[$0] },
      losses: Evaluator.Losses(
        labels: snapshotOfLabel.enumerated().map { measured[$1].losses.labels[$0] },
        tasks: snapshotOfTask.enumerated().map { measured[$1].losses.tasks[$0] }),
      constants: constants)
  }
}

extension Predictor {
  /// What is known of how well it predicts some rows.
  ///
  /// - Parameters:
  ///   - scored: For each label its labelled rows with what is predicted of them.
  ///   - constants: For each label what its constant costs there.
  func evaluations(
    scored: [ScoredRows], losses: Evaluator.Losses, constants: [ConstantLoss]
  ) -> [TaskEvaluation] {
    let labels = statistics.indices.map { index in
      let statistics = statistics[index]
      return TaskEvaluation(
        statistics.label, labelled: scored[index].count, loss: losses.labels[index],
        constantLoss: constants[index].mean, priorLoss: statistics.priorLoss,
        metrics: TaskMetrics(of: statistics.label, rows: scored[index]))
    }
    let taskConstants = schema.constantLosses(constants)
    return zip(taskStatistics, schema.labelRanges).enumerated().map { index, task in
      let (statistics, range) = task
      guard !statistics.task.isSingle else { return labels[range.lowerBound] }
      return TaskEvaluation(
        statistics, labels: Array(labels[range]), loss: losses.tasks[index],
        constantLoss: taskConstants[index])
    }
  }
}

extension TaskEvaluation {
  /// How well one label is predicted.
  fileprivate init(
    _ label: Label, labelled: Int, loss: Double?, constantLoss: Double?, priorLoss: Double,
    metrics: TaskMetrics
  ) {
    let loss = loss.flatMap { $0.isFinite ? $0 : nil }
    self.init(
      name: label.name, kind: label.kind, labelled: labelled, loss: loss,
      constantLoss: constantLoss, priorLoss: priorLoss,
      skill: Metric.skill(loss: loss, constantLoss: constantLoss), metrics: metrics, labels: nil)
  }

  /// How well the labels of a task are predicted together.
  fileprivate init(
    _ statistics: TaskStatistics, labels: [TaskEvaluation], loss: Double?, constantLoss: Double?
  ) {
    let loss = loss.flatMap { $0.isFinite ? $0 : nil }
    self.init(
      name: statistics.task.name, kind: statistics.task.kind,
      labelled: labels.reduce(0) { $0 + $1.labelled }, loss: loss, constantLoss: constantLoss,
      priorLoss: statistics.priorLoss,
      skill: Metric.skill(loss: loss, constantLoss: constantLoss),
      metrics: TaskMetrics(averaging: labels.map(\.metrics)), labels: labels)
  }
}
