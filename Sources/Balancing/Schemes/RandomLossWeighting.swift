import Foundation
public import RandomNumbers

/// Random loss weighting (Lin et al. 2022): fresh weights at every step, that sum to 1.
///
/// Either w = softmax(z) with z standard normal, or w uniform on the simplex (Dirichlet with all
/// parameters 1), drawn as softmax(z) too: zᵢ = log eᵢ with eᵢ exponentially distributed.
public struct RandomLossWeighting: LossWeighting {
  /// How the weights are distributed.
  public enum Distribution: String, CaseIterable, Sendable {
    case normal, dirichlet
  }

  /// How the weights are distributed.
  public let distribution: Distribution
  /// Where the numbers come from.
  public var state: SeededGenerator

  /// Creates the scheme.
  public init(distribution: Distribution = .normal, seed: UInt64) {
    self.distribution = distribution
    state = SeededGenerator(seed: seed, stream: .balancing)
  }

  /// Weights that have nothing to do with the losses.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for i in weights.indices {
      // 1 − u lies in (0, 1]; u = 0 would give log 0, a weight of zero, which is what it stands
      // for.
      weights[i] = distribution == .normal ? state.normal() : log(-log(1 - state.uniform()))
    }
    Self.weigh(scores: &weights)
  }

  /// w = softmax(z).
  package static func weigh(scores: inout [Double]) {
    replaceBySoftmax(&scores)
  }
}

extension RandomLossWeighting {
  static let entry = SchemeEntry(
    name: "rlw",
    summary: "random weights at every step",
    parameters: [
      SchemeParameter(
        name: "distribution", meaning: "softmax of normal numbers, or uniform on the simplex",
        kind: .choice(Distribution.allCases.map(\.rawValue), default: "normal"))
    ],
    evidence: .losses, invariances: .init(scale: .no, shift: .yes),
    source: "Lin et al. 2022"
  ) { arguments, context throws(BalancingError) in
    .losses(
      RandomLossWeighting(
        distribution: Distribution(rawValue: arguments.choice("distribution")) ?? .normal,
        seed: context.seed))
  }
}
