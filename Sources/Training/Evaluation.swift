internal import Datasets
public import Losses
internal import Statistics

/// How well a model predicts some rows, and within what limits that is known.
public struct Evaluation: Equatable, Sendable {
  /// The number of rows, labelled or not.
  public let rows: Int
  /// How well it predicts each task.
  public let tasks: [TaskEvaluation]
  /// What the mean skill of the tasks lies between; nil without a skill, or without resamples.
  public let meanSkillInterval: Interval?
  /// How the intervals were found; nil where rows cannot be resampled, being fewer than two, or of
  /// one group.
  public let resampling: Resampling?

  /// The mean of the skills there are; nil without any.
  public var meanSkill: Double? { tasks.meanSkill }

  /// How rows were resampled.
  public struct Resampling: Codable, Equatable, Sendable {
    /// The share of resamples that an interval holds.
    public let level: Double
    /// How many times the rows were drawn.
    public let resamples: Int
    /// The number of rows that were drawn each time …
    public let rows: Int
    /// … or of groups of rows, if these were drawn; nil where single rows were.
    public let groups: Int?
    /// What decided the resamples.
    public let seed: UInt64
  }
}

/// How well a model predicts one task on some rows.
public struct TaskEvaluation: Codable, Equatable, Sendable {
  /// The task's name, or the label's.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// What the losses are of, such as `log`; nil where of the label itself. The metrics are in the
  /// label's own units in either case.
  public internal(set) var transform: String?
  /// The number of labelled rows; of a task of several labels that of labelled cells.
  public let labelled: Int
  /// The mean loss over them, or the sum of the labels' mean losses, in the label's own units, those
  /// of its transform, or nats; nil without any, or where it is not finite.
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
  public internal(set) var labels: [TaskEvaluation]?
  /// What these figures lie between; nil where that was not measured, or cannot be told from so few
  /// rows.
  public internal(set) var intervals: TaskIntervals?

  enum CodingKeys: String, CodingKey {
    case name, kind, transform, labelled, loss, skill, metrics, labels, intervals
    case constantLoss = "constant_loss"
    case priorLoss = "prior_loss"
  }
}

extension TaskEvaluation {
  /// How well one label is predicted.
  init(_ statistics: LabelStatistics, labelled: Int, _ figures: LabelFigures) {
    let loss = figures.loss.flatMap { $0.isFinite ? $0 : nil }
    self.init(
      name: statistics.label.name, kind: statistics.label.kind,
      transform: statistics.label.transform?.transform.name, labelled: labelled, loss: loss,
      constantLoss: figures.constantLoss, priorLoss: statistics.priorLoss,
      skill: Metric.skill(loss: loss, constantLoss: figures.constantLoss),
      metrics: figures.metrics, labels: nil)
  }

  /// How well the labels of a task are predicted together.
  init(
    _ statistics: TaskStatistics, labels: [TaskEvaluation], loss: Double?, constantLoss: Double?
  ) {
    let loss = loss.flatMap { $0.isFinite ? $0 : nil }
    self.init(
      name: statistics.task.name, kind: statistics.task.kind, transform: labels[0].transform,
      labelled: labels.reduce(0) { $0 + $1.labelled }, loss: loss, constantLoss: constantLoss,
      priorLoss: statistics.priorLoss,
      skill: Metric.skill(loss: loss, constantLoss: constantLoss),
      metrics: TaskMetrics(averaging: labels.map(\.metrics)), labels: labels)
  }
}

extension [TaskEvaluation] {
  /// The mean of the skills there are; nil without any.
  package var meanSkill: Double? {
    let skills = compactMap(\.skill)
    return skills.isEmpty ? nil : skills.reduce(0, +) / Double(skills.count)
  }
}
