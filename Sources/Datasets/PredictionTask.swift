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
public enum TaskLoss: Equatable, Hashable, Sendable {
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

extension TaskLoss {
  /// What it is called on the command line and in files, such as `squared` or `huber=1.5`.
  public var name: String {
    switch self {
    case .squaredError: "squared"
    case .absoluteError: "absolute"
    case .huber(let delta): "huber=\(delta)"
    case .crossEntropy: "cross-entropy"
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .poissonDeviance: "poisson"
    }
  }

  /// The loss of that name; nil if there is none.
  public init?(name: String) {
    switch LossRequest(name) {
    case .squaredError: self = .squaredError
    case .absoluteError: self = .absoluteError
    case .huber(let delta?): self = .huber(delta: delta)
    case .crossEntropy: self = .crossEntropy
    case .binaryCrossEntropy: self = .binaryCrossEntropy
    case .poissonDeviance: self = .poissonDeviance
    case .huber(nil), nil: return nil
    }
  }
}

/// Coded as its name.
extension TaskLoss: Codable {
  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let loss = TaskLoss(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(quoted(name)) is not a loss")
    }
    self = loss
  }
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
