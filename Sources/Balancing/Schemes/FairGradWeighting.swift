public import LinearAlgebra

/// FairGrad (Ban and Ji 2024): the update that is α-fair to the tasks, (Gw)ᵢ = wᵢ^(−1/α).
///
/// w minimises ½wᵀGw − Σ wᵢ^(1−1/α)/(1−1/α), with log wᵢ at α = 1, which is Nash bargaining.
/// Towards α = 0 it becomes the sum of the gradients, towards infinity all ⟨d, gᵢ⟩ become equal.
/// Constants added to losses change nothing; factors do, except at α = 1. Where the gradients
/// cancel there is no solution, and one of the problem with 10⁻⁸ I added to the correlation matrix
/// is taken.
public struct FairGradWeighting: GramianWeighting, StatelessWeighting {
  /// α, above zero.
  public let alpha: Double
  private var newton = DampedNewton()

  /// - Parameter alpha: α, above zero.
  public init(alpha: Double = 1) {
    precondition(alpha > 0, "fairness needs a positive α")
    self.alpha = alpha
  }

  /// Heads keep their own gradients.
  public var headPolicy: HeadPolicy { .unweighted }

  /// (Gw)ᵢ = wᵢ^(−1/α).
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    newton.solve(gramian, exponent: 1 / alpha)
    for i in weights.indices { weights[i] = newton.weights[i] }
  }
}

extension FairGradWeighting {
  static let entry = SchemeEntry(
    name: "fairgrad",
    summary: "an update that is fair to the tasks, from their sum to equal descent",
    parameters: [
      SchemeParameter(
        name: "α", meaning: "the fairness: 1 is Nash bargaining, more favours the worst off",
        kind: .number(0.1...10, default: 1))
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .when("α = 1"), shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Ban and Ji 2024"
  ) { arguments, _ throws(BalancingError) in
    .gramian(FairGradWeighting(alpha: arguments.number("α")))
  }
}
