public import Losses

/// One label column as a prediction task: what it is called, what it is, what an error costs, and
/// for class labels the names of the classes in the order of the model's outputs.
public struct PredictionTask: Codable, Equatable, Sendable {
  /// The label column's name.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// What an error costs.
  public let loss: TaskLoss
  /// The class names: none for regression and count, two for binary with the positive one last.
  public let classes: [String]

  /// Creates a task.
  public init(name: String, kind: LabelKind, loss: TaskLoss, classes: [String] = []) {
    self.name = name
    self.kind = kind
    self.loss = loss
    self.classes = classes
  }

  /// How many outputs the task's head has: one for each class under softmax, otherwise one.
  public var outputCount: Int {
    loss.entry.link == .softmax ? classes.count : 1
  }
}

/// A label column as a task whose loss may still wait for the training labels.
public struct TaskRequest: Equatable, Sendable {
  /// The label column's name.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// What an error is to cost.
  public let loss: LossRequest
  /// The class names, as those of the task.
  public let classes: [String]

  /// Creates a request; the kind of label has the loss.
  public init(name: String, kind: LabelKind, loss: LossRequest, classes: [String] = []) {
    self.name = name
    self.kind = kind
    self.loss = loss
    self.classes = classes
  }

  /// The request that a task answers.
  public init(_ task: PredictionTask) {
    self.init(
      name: task.name, kind: task.kind, loss: LossRequest(task.loss), classes: task.classes)
  }

  /// The task itself.
  ///
  /// - Parameter standardDeviation: That of the training labels, in the label's unit.
  public func resolved(standardDeviation: @autoclosure () -> Double) -> PredictionTask {
    PredictionTask(
      name: name, kind: kind,
      loss: loss.resolved(for: kind, standardDeviation: standardDeviation()), classes: classes)
  }
}
