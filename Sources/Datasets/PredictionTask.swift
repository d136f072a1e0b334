/// What a label column is.
public enum LabelKind: String, Codable, CaseIterable, Sendable {
  /// A real number.
  case regression
  /// One of two classes.
  case binary
  /// One of three or more classes.
  case multiclass
  /// A non-negative number of events.
  case count
}

/// The loss of one task, per labelled cell, in the label's own units or in nats.
public enum TaskLoss: Codable, Equatable, Hashable, Sendable {
  /// (p − y)².
  case squaredError
  /// |p − y|.
  case absoluteError
  /// e²/2 where |e| ≤ δ, δ(|e| − δ/2) beyond, with e = p − y and δ in the label's units.
  case huber(delta: Double)
  /// −log softmax(z)_y, in nats.
  case crossEntropy
  /// Cross-entropy of one logit, in nats.
  case binaryCrossEntropy
  /// 2[y log(y/m) − (y − m)] with m = exp(z): the Poisson deviance under a log link.
  case poissonDeviance
}

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

  /// How many outputs the task's head has: one for each class of a multiclass task, otherwise one.
  public var outputCount: Int {
    kind == .multiclass ? classes.count : 1
  }
}
