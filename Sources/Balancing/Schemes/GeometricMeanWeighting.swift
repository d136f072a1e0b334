/// The geometric mean of the losses, (Π Lᵢ)^(1/n): wᵢ = GM/(n Lᵢ), the direction of `realtime`
/// (Su 2022, eq. (6); geometric loss strategy, Chennupati et al. 2019).
///
/// Taken through logarithms; the product itself would leave Double's range.
public struct GeometricMeanWeighting: LossWeighting, StatelessWeighting {
  private let mean = PowerMean(exponent: 0)

  /// Creates the scheme.
  public init() {}

  /// Logarithms are taken.
  public var lossDomain: LossDomain { .positive }

  /// wᵢ = GM/(n′ Lᵢ).
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for i in weights.indices { weights[i] = losses.values[i] }
    mean.replaceByGradient(&weights)
  }
}

extension GeometricMeanWeighting {
  static let entry = SchemeEntry(
    name: "geometric", aliases: ["gls"],
    summary: "the geometric mean of the losses",
    evidence: .losses, invariances: .init(scale: .yes, shift: .no),
    source: "Su 2022, equivalent gradients; Chennupati et al. 2019"
  ) { _, _ throws(BalancingError) in .losses(GeometricMeanWeighting()) }
}
