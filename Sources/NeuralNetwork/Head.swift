public import Datasets
internal import Foundation

/// What a head is given of its task: the task and the constants of its training labels.
public struct HeadConfiguration: Codable, Equatable, Sendable {
  /// The task.
  public let task: PredictionTask
  /// A regression predicts location + scale · output: the best constant for its loss …
  public let location: Double
  /// … and the standard deviation of the labels. 0 and 1 for other kinds.
  public let scale: Double
  /// The best constant prediction: the probabilities of all classes for multiclass, otherwise one
  /// number: the probability of the positive class, the constant of a regression, the mean of a
  /// count.
  public let prior: [Double]

  /// Creates a configuration.
  public init(task: PredictionTask, location: Double, scale: Double, prior: [Double]) {
    self.task = task
    self.location = location
    self.scale = scale
    self.prior = prior
  }

  /// A label in the units of the head's outputs.
  public func target(_ label: Double) -> Float {
    Float(task.kind == .regression ? (label - location) / scale : label)
  }

  /// The label that such a target stands for.
  public func label(_ target: Float) -> Double {
    task.kind == .regression ? location + scale * Double(target) : Double(target)
  }

  /// The biases of an untrained head.
  func initialBiases(_ initialisation: HeadInitialisation) -> [Double] {
    switch (initialisation, task.kind) {
    case (.zero, .regression): [-location / scale]
    case (.zero, _): Array(repeating: 0, count: task.outputCount)
    case (.prior, .regression): [0]
    case (.prior, .count): [log(prior[0])]
    case (.prior, .binary): [log(prior[0]) - log1p(-prior[0])]
    case (.prior, .multiclass): prior.map { log(max($0, Self.leastProbability)) }
    }
  }

  /// A class that no training row has starts this unlikely: it moves the others' by less than a
  /// Float32 can tell.
  private static let leastProbability = 1e-8
}

/// One task's part of the outputs.
struct Head: Sendable {
  let configuration: HeadConfiguration
  let weight: ParameterSegment
  let bias: ParameterSegment
  /// The head's columns among all outputs.
  let columns: Range<Int>
}
