/// A transform with what it has learnt of the training labels.
public struct FittedTransform: Equatable, Sendable {
  /// The transform.
  public let transform: LabelTransform
  /// What it has learnt; nothing for most.
  package let knots: [TransformKnot]

  init(_ transform: LabelTransform, knots: [TransformKnot]) {
    self.transform = transform
    self.knots = knots
  }

  /// The transformed label; not a number for one outside the transform's domain.
  public func callAsFunction(_ label: Double) -> Double { transform.forward(label, knots) }

  /// The label, in its own units, of a transformed one.
  public func inverse(_ transformed: Double) -> Double { transform.inverse(transformed, knots) }
}

/// Coded as its name and, if it has any, its knots.
extension FittedTransform: Codable {
  private enum CodingKeys: CodingKey { case name, labels, transformed }

  /// Writes the transform.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(transform.name, forKey: .name)
    guard !knots.isEmpty else { return }
    try container.encode(knots.map(\.label), forKey: .labels)
    try container.encode(knots.map(\.transformed), forKey: .transformed)
  }

  /// Reads a transform, whose knots rise.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    guard let transform = LabelTransform(name: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "\"\(name.prefix(40))\" is not a transform")
    }
    let labels = try container.decodeIfPresent([Double].self, forKey: .labels) ?? []
    let transformed = try container.decodeIfPresent([Double].self, forKey: .transformed) ?? []
    func rise(_ numbers: [Double]) -> Bool {
      numbers.allSatisfy(\.isFinite) && zip(numbers, numbers.dropFirst()).allSatisfy(<)
    }
    guard labels.count == transformed.count, rise(labels), rise(transformed),
      transform.isUsable(withKnots: labels.count)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .labels, in: container, debugDescription: "the knots of \(name) do not rise")
    }
    self.init(transform, knots: zip(labels, transformed).map(TransformKnot.init))
  }
}

extension LabelTransform {
  /// Whether it can be computed with so many knots: two or more where it has any.
  fileprivate func isUsable(withKnots count: Int) -> Bool {
    let needsKnots = !knots(WeightedValues([0, 1])).isEmpty
    return needsKnots ? count > 1 : count == 0
  }
}

extension WeightedValues {
  /// The distribution of what a rising function makes of the numbers.
  package func mapped(_ transform: FittedTransform) -> WeightedValues {
    var mapped = WeightedValues()
    for (value, weight) in zip(values, weights) {
      mapped.append(transform(value), weight: weight)
    }
    return mapped
  }
}
