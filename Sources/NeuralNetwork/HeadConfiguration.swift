public import Datasets
internal import Losses

/// What a network is given of a label: the label and the constants of its training values.
public struct HeadConfiguration: Codable, Equatable, Sendable {
  /// The label.
  public let label: Label
  /// Under the identity link the prediction, or its transform, is location + scale · output: the
  /// best constant …
  public let location: Double
  /// … and the standard deviation of the labels, or of their transforms. 0 and 1 under other links.
  public let scale: Double
  /// The best constant prediction: the probabilities of all classes for multiclass, otherwise one
  /// number: the probability of the positive class, the constant of a regression, or its transform,
  /// the mean of a count.
  public let prior: [Double]

  // Files say "task" of what is one label's.
  private enum CodingKeys: String, CodingKey {
    case label = "task"
    case location, scale, prior
  }

  /// Creates a configuration.
  public init(label: Label, location: Double, scale: Double, prior: [Double]) {
    self.label = label
    self.location = location
    self.scale = scale
    self.prior = prior
  }

  /// How outputs become predictions.
  var link: Link { label.loss.entry.link }

  /// A label in the units of the head's outputs, as its loss takes it.
  public func target(_ label: Double) -> Float {
    guard link == .identity else { return Float(label) }
    return Float(((self.label.transform?(label) ?? label) - location) / scale)
  }

  /// The label that such a target stands for.
  public func label(_ target: Float) -> Double {
    guard link == .identity else { return Double(target) }
    let transformed = location + scale * Double(target)
    return label.transform?.inverse(transformed) ?? transformed
  }

  /// The biases of an untrained head.
  func initialBiases(_ initialisation: HeadInitialisation) -> [Double] {
    switch initialisation {
    case .prior: link.outputs(of: prior)
    case .zero: prior.map { _ in link == .identity ? -location / scale : 0 }
    }
  }
}
