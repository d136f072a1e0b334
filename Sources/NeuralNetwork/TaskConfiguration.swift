public import Datasets
public import Losses

/// A task as a network has it: its labels' outputs side by side in one head, and how their losses
/// become one.
public struct TaskConfiguration: Equatable, Sendable {
  /// The task's name, which its tensors' names have in them.
  public let name: String
  /// Its labels with their constants, at least one.
  public let labels: [HeadConfiguration]
  /// How the labels' losses become the task's.
  public let reduction: LabelReduction

  /// The outputs of all its labels.
  var outputCount: Int { labels.reduce(0) { $0 + $1.label.outputCount } }

  /// A task of some labels.
  ///
  /// - Parameter heads: The constants of each label.
  public init(_ task: PredictionTask, _ heads: some Collection<HeadConfiguration>) {
    precondition(!heads.isEmpty, "a task without a label")
    name = task.name
    labels = Array(heads)
    reduction = task.reduction
  }

  /// The task of a single label.
  public init(_ head: HeadConfiguration) {
    self.init(PredictionTask(head.label), [head])
  }
}

extension Schema {
  /// The tasks with their constants.
  ///
  /// - Parameter heads: Those of all labels, in their order.
  public func taskConfigurations(_ heads: [HeadConfiguration]) -> [TaskConfiguration] {
    zip(tasks, labelRanges).map { TaskConfiguration($0, heads[$1]) }
  }
}
