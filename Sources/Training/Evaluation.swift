public import Datasets
internal import LinearAlgebra
public import Losses
public import NeuralNetwork
internal import Statistics

/// How well a model predicts one task on some rows.
public struct TaskEvaluation: Codable, Equatable, Sendable {
  /// The task's name.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// The number of labelled rows.
  public let labelled: Int
  /// The mean loss over them, in the label's own units or nats; nil without any, or where it is not
  /// finite.
  public let loss: Double?
  /// The mean loss of the best constant of the training labels over the same rows; nil without any,
  /// or where it is not finite.
  public let constantLoss: Double?
  /// The mean loss of that constant over the training rows.
  public let priorLoss: Double
  /// 1 − loss / constant loss; nil where there is no loss, or where the constant's is 0.
  public let skill: Double?
  /// The metrics of the kind.
  public let metrics: TaskMetrics

  enum CodingKeys: String, CodingKey {
    case name, kind, labelled, loss, skill, metrics
    case constantLoss = "constant_loss"
    case priorLoss = "prior_loss"
  }
}

extension MultiTaskModel {
  /// Predicts every row of a table that was read by the model's schema.
  ///
  /// - Returns: For each task a number in the label's units (regression, count), the probability of
  ///   the positive class (binary) or the probabilities of all classes (multiclass), row by row.
  public func predictions(for dataset: Dataset, threads: Int) -> [[Double]] {
    let features = EncodedFeatures(dataset, features: description.schema.features)
    return Evaluator(network: network, threads: threads).predictions(
      features, rows: Array(0..<Int32(dataset.rowCount)), parameters: FloatBuffer(parameters))
  }

  /// A table of rows as training and evaluation read it.
  ///
  /// - Parameters:
  ///   - labels: For each task the label of each row, NaN where it is missing.
  ///   - rowWeights: One weight a row, or nil for all ones.
  public func table(
    _ dataset: Dataset, labels: [[Double]], rowWeights: [Float]?
  ) -> TrainingTable {
    TrainingTable(
      features: EncodedFeatures(dataset, features: description.schema.features),
      targets: zip(labels, description.heads).map { labels, head in labels.map(head.target) },
      rowWeights: rowWeights)
  }

  /// Measures the model on the labelled rows among those given.
  public func evaluate(
    _ table: TrainingTable, rows: [Int32], threads: Int
  ) -> [TaskEvaluation] {
    let (losses, scored) = Evaluator(network: network, threads: threads)
      .lossesAndScoredRows(table, rows: rows, parameters: FloatBuffer(parameters))
    let constants = table.constantLosses(description.heads, description.statistics, rows: rows)
    return description.statistics.indices.map { index in
      let (statistics, constant) = (description.statistics[index], constants[index].mean)
      let loss = losses[index].flatMap { $0.isFinite ? $0 : nil }
      return TaskEvaluation(
        name: statistics.task.name, kind: statistics.task.kind, labelled: scored[index].count,
        loss: loss, constantLoss: constant, priorLoss: statistics.priorLoss,
        skill: Metric.skill(loss: loss, constantLoss: constant),
        metrics: TaskMetrics(of: statistics.task, rows: scored[index]))
    }
  }
}
