/// What a loss costs before anything is learnt: two constants of the labels' distribution.
///
/// The prior loss is never above the initial one, because output zero is a constant too. Every loss
/// has a static function for its constants, in a file of its family.
public struct LossConstants: Sendable, Equatable {
  /// The mean loss at output zero (Su 2022, eq. (2)).
  public let initial: Double
  /// The mean loss of the best constant output (Su 2022, eq. (3)).
  public let prior: Double
  /// The best constant: class probabilities, or the predicted number of each output.
  public let priorOutput: [Double]

  package init(initial: Double, prior: Double, priorOutput: [Double]) {
    self.initial = initial
    self.prior = prior
    self.priorOutput = priorOutput
  }

  /// The constants of several labels whose losses become one.
  ///
  /// - Parameters:
  ///   - labels: Those of each label, and the summed weight of its labelled cells, above zero.
  ///   - reduction: How their losses become one. Of squared errors the sum's prior is the total
  ///     variance.
  public init(
    of labels: [(constants: LossConstants, weight: Double)], reduction: LabelReduction
  ) {
    func reduce(_ constant: (LossConstants) -> Double) -> Double {
      reduction.loss(of: labels.map { (constant($0.constants), $0.weight) }) ?? 0
    }
    initial = reduce(\.initial)
    prior = reduce(\.prior)
    priorOutput = labels.flatMap(\.constants.priorOutput)
  }
}
