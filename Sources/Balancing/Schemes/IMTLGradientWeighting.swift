public import LinearAlgebra

/// IMTL-G (Liu et al. 2021): weights that sum to 1 and make the update's projections on all
/// gradients equal, ⟨d, gᵢ⟩/‖gᵢ‖ = ⟨d, gⱼ⟩/‖gⱼ‖.
///
/// In closed form w = v/Σv, v = D⁻¹C⁺1 with D = diag ‖gᵢ‖ and C the correlation matrix. For three
/// tasks or more Σv can be negative, and then that update moves uphill on every task. By default
/// w = v/|Σv|, the same where Σv is positive. Neither factors nor constants change the direction.
public struct IMTLGradientWeighting: GramianWeighting, StatelessWeighting {
  /// What the weights are divided by.
  public enum Sign: String, CaseIterable, Sendable {
    /// |Σv|: never uphill.
    case safe
    /// Σv, as published.
    case published
  }

  /// What the weights are divided by.
  public let sign: Sign
  private var projections = EqualProjections()

  /// Creates the scheme.
  public init(sign: Sign = .safe) {
    self.sign = sign
  }

  /// Heads keep their own gradients: weights may be negative.
  public var headPolicy: HeadPolicy { .unweighted }

  /// w = v/|Σv|, or of ConFIG's length where Σv vanishes beside Σ|v|.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    let factor = projections.solve(gramian, into: &weights)
    var sum = 0.0
    var size = 0.0
    for weight in weights {
      sum += weight
      size += abs(weight)
    }
    let divisor = sign == .safe ? abs(sum) : sum
    let scale = abs(sum) > 1e-12 * size ? 1 / divisor : factor
    for i in weights.indices { weights[i] *= scale }
  }
}

extension IMTLGradientWeighting {
  static let entry = SchemeEntry(
    name: "imtl-g",
    summary: "equal projections of the update on all gradients, weights that sum to 1",
    parameters: [
      SchemeParameter(
        name: "sign", meaning: "never go uphill on all tasks, or the published formula",
        kind: .choice(Sign.allCases.map(\.rawValue), default: "safe"))
    ],
    evidence: .gramian(.shared),
    invariances: .init(scale: .when("sign = safe"), shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Liu et al. 2021, IMTL-G"
  ) { arguments, _ throws(BalancingError) in
    .gramian(
      IMTLGradientWeighting(sign: Sign(rawValue: arguments.choice("sign")) ?? .safe))
  }
}
