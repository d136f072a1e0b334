/// What a number is turned into before its loss is taken, so that a label with a heavy tail is
/// learnt on a scale where it has none. Each stands in a file of its own, and on one line of
/// `all`.
public struct LabelTransform: Sendable {
  /// Its name in files, and on the command line.
  public let name: String
  /// The transformed label of a label y, in one line.
  public let formula: String
  /// What it is good for, in one line.
  public let summary: String
  /// Who described it.
  public let source: String
  /// Which labels it can be taken of.
  public let domain: LossEntry.Domain
  /// What it learns of the training labels; nothing for most.
  let knots: @Sendable (WeightedValues) -> [TransformKnot]
  /// The transformed label.
  let forward: @Sendable (_ label: Double, _ knots: [TransformKnot]) -> Double
  /// The label of a transformed one, a finite number of the domain whatever the transformed one.
  let inverse: @Sendable (_ transformed: Double, _ knots: [TransformKnot]) -> Double

  init(
    name: String, formula: String, summary: String, source: String, domain: LossEntry.Domain,
    knots: @escaping @Sendable (WeightedValues) -> [TransformKnot] = { _ in [] },
    forward: @escaping @Sendable (Double, [TransformKnot]) -> Double,
    inverse: @escaping @Sendable (Double, [TransformKnot]) -> Double
  ) {
    self.name = name
    self.formula = formula
    self.summary = summary
    self.source = source
    self.domain = domain
    self.knots = knots
    self.forward = forward
    self.inverse = inverse
  }

  /// All of them, a line each.
  public static let all: [LabelTransform] = [
    .logarithm,
    .squareRoot,
    .quantile,
  ]

  /// The transform of that name; nil if there is none.
  public init?(name: some StringProtocol) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// The transform of labels that are distributed like these.
  public func fitted(to labels: WeightedValues) -> FittedTransform {
    FittedTransform(self, knots: knots(labels))
  }
}

/// The same if its name is.
extension LabelTransform: Equatable {
  /// Whether both have the same name.
  public static func == (a: LabelTransform, b: LabelTransform) -> Bool { a.name == b.name }
}

/// A label and what it is turned into: between two of them a transform is a straight line.
package struct TransformKnot: Equatable, Sendable {
  package let label: Double
  package let transformed: Double
}
