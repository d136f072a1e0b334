public import Datasets
internal import Losses

/// What is known of a task before training: the statistics of its labels, and what the constants of
/// all of them cost together.
public struct TaskStatistics: Equatable, Sendable {
  /// The task.
  public let task: PredictionTask
  /// Those of its labels.
  public let labels: [LabelStatistics]
  /// The task's loss at output zero.
  public let initialLoss: Double
  /// The task's loss where each label is predicted by its best constant, above zero.
  public let priorLoss: Double

  /// Combines the statistics of a task's labels.
  public init(_ task: PredictionTask, _ labels: some Collection<LabelStatistics>) {
    precondition(labels.count == task.labels.count, "statistics of each label")
    let constants = LossConstants(
      of: labels.map { ($0.constants, $0.weight) }, reduction: task.reduction)
    self.task = task
    self.labels = Array(labels)
    initialLoss = constants.initial
    priorLoss = constants.prior
  }

  /// The cells that have a label.
  public var labelled: Int { labels.reduce(0) { $0 + $1.labelled } }
  /// The cells that have none.
  public var missing: Int { labels.reduce(0) { $0 + $1.missing } }

  /// For each task the share of its cells that have a label, divided by the mean of these shares.
  public static func coverage(_ statistics: [TaskStatistics]) -> [Double] {
    let shares = statistics.map { Double($0.labelled) / Double($0.labelled + $0.missing) }
    let mean = shares.reduce(0, +) / Double(shares.count)
    return shares.map { $0 / mean }
  }

  /// The part of each task in the sum of all prior losses: what it would contribute to the
  /// objective under equal weights.
  public static func equalWeightShares(_ statistics: [TaskStatistics]) -> [Double] {
    let total = statistics.reduce(0) { $0 + $1.priorLoss }
    return statistics.map { $0.priorLoss / total }
  }
}

extension [PredictionTask] {
  /// The statistics of the tasks.
  ///
  /// - Parameter labels: Those of all labels, in their order.
  public func statistics(_ labels: [LabelStatistics]) -> [TaskStatistics] {
    zip(self, ranges(\.labels.count)).map { TaskStatistics($0, labels[$1]) }
  }
}
