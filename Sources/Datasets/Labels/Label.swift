public import Losses

/// What is predicted of one label column: what it is called, what it is, what an error costs, and
/// for class labels the names of the classes in the order of the model's outputs.
public struct Label: Codable, Equatable, Sendable {
  /// The column's name.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// What an error costs.
  public let loss: TaskLoss
  /// What the label is turned into before the loss is taken; nil where it is taken of the label.
  public let transform: FittedTransform?
  /// The class names: none for regression and count, two for binary with the positive one last.
  public let classes: [String]
  /// What a row of each class counts for in the loss; nil where each counts 1.
  public let classWeights: [Double]?

  /// Creates a label.
  public init(
    name: String, kind: LabelKind, loss: TaskLoss, transform: FittedTransform? = nil,
    classes: [String] = [], classWeights: [Double]? = nil
  ) {
    self.name = name
    self.kind = kind
    self.loss = loss
    self.transform = transform
    self.classes = classes
    self.classWeights = classWeights
  }

  /// How many outputs the label has: one for each class under softmax, otherwise one.
  public var outputCount: Int {
    loss.entry.link == .softmax ? classes.count : 1
  }

  /// What an error costs, as a person writes it behind the kind: the loss, and what it is of.
  public var lossName: String {
    transform.map { "\(loss.name):\($0.transform.name)" } ?? loss.name
  }
}

/// A label whose loss may still wait for the training labels.
public struct LabelRequest: Equatable, Sendable {
  /// The column's name.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// What an error is to cost.
  public let loss: LossRequest
  /// What the loss is to be of; nil where of the label.
  public let transform: LabelTransform?
  /// The class names, as those of the label.
  public let classes: [String]
  /// What its classes are to count for; nil where each counts 1.
  public let classWeighting: ClassWeighting?
  /// The task that the label shares with others; nil for one of its own.
  public let task: SharedTask?

  /// Creates a request; the kind of label has the loss.
  public init(
    name: String, kind: LabelKind, loss: LossRequest, transform: LabelTransform? = nil,
    classes: [String] = [], classWeighting: ClassWeighting? = nil, task: SharedTask? = nil
  ) {
    self.name = name
    self.kind = kind
    self.loss = loss
    self.transform = transform
    self.classes = classes
    self.classWeighting = classWeighting
    self.task = task
  }

  /// The request that a label answers.
  public init(_ label: Label) {
    self.init(
      name: label.name, kind: label.kind, loss: LossRequest(label.loss),
      transform: label.transform?.transform, classes: label.classes,
      classWeighting: label.classWeights.map { weights in
        .weights(Dictionary(zip(label.classes, weights)) { $1 })
      })
  }

  /// The label itself.
  ///
  /// - Parameters:
  ///   - transform: What was asked for, fitted to the training labels.
  ///   - classWeights: What was asked for, by the training labels.
  ///   - standardDeviation: That of the training labels, in the unit that the loss is of.
  public func resolved(
    transform: FittedTransform? = nil, classWeights: [Double]? = nil,
    standardDeviation: @autoclosure () -> Double
  ) -> Label {
    Label(
      name: name, kind: kind,
      loss: loss.resolved(for: kind, standardDeviation: standardDeviation()),
      transform: transform, classes: classes, classWeights: classWeights)
  }
}
