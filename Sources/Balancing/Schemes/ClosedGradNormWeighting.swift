import Foundation
public import LinearAlgebra

/// The fixed point of GradNorm without its inner optimisation: wᵢ ∝ rᵢ^α/‖gᵢ‖, Σ w = n
/// (Su 2022, on GradNorm; targets of Chen et al. 2018, eq. (2)).
///
/// Here rᵢ = (Lᵢ/Lᵢ(0)) / mean (Lⱼ/Lⱼ(0)). At α = 0 it is `unit-gradient` times a common factor.
/// For other α than 0 and 1 the targets do not add up to the lengths, so that GradNorm itself comes
/// to rest beside these weights.
public struct ClosedGradNormWeighting: GramianWeighting {
  /// How strongly slow tasks are favoured; 0 only equalises gradient lengths.
  public let alpha: Double
  /// The loss of each task that its progress is measured from, nil before it was seen.
  public var state: [Double?]

  private let rates: TrainingRates
  private var ratio: [Double] = []

  /// - Parameters:
  ///   - alpha: How strongly slow tasks are favoured.
  ///   - initialLosses: Lᵢ(0), above zero; the first losses seen if nil.
  public init(taskCount: Int, alpha: Double, initialLosses: [Double]? = nil) {
    self.alpha = alpha
    rates = TrainingRates(given: initialLosses)
    state = Array(repeating: nil, count: taskCount)
  }

  /// Losses are compared by their ratios.
  public var lossDomain: LossDomain { .positive }
  /// The last shared layer's weights, as in GradNorm.
  public var preferredScope: GradientScope { .lastShared }

  /// wᵢ = n′ (rᵢ^α/‖gᵢ‖) / Σⱼ (rⱼ^α/‖gⱼ‖).
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    rates.compute(losses, first: &state, into: &ratio)
    // As logarithms, whose softmax neither overflows nor underflows.
    for i in weights.indices {
      weights[i] = alpha * log(ratio[i]) - log(gramian.squaredNorm(i)) / 2
    }
    replaceBySoftmax(&weights)
    for i in weights.indices { weights[i] *= Double(losses.count) }
  }
}

extension ClosedGradNormWeighting {
  /// GradNorm's α too.
  static let alphaParameter = SchemeParameter(
    name: "α", meaning: "how strongly slow tasks are favoured; 0 only equalises gradient lengths",
    kind: .number(-10...10, default: 1.5))

  static let entry = SchemeEntry(
    name: "gradnorm-closed",
    summary: "GradNorm's fixed point, computed directly",
    parameters: [alphaParameter],
    evidence: .gramian(.lastShared), invariances: .init(scale: .yes, shift: .when("α = 0")),
    extraCost: "one backward pass of the last shared layer a task",
    source: "Su 2022; Chen et al. 2018, eq. (2)"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      ClosedGradNormWeighting(
        taskCount: context.taskNames.count, alpha: arguments.number("α"),
        initialLosses: try context.usable(context.initialLosses, as: "initial")))
  }
}
