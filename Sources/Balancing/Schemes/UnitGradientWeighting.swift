public import LinearAlgebra

/// Each task's gradient at length one: wᵢ = 1/‖gᵢ‖ = 1/√Gᵢᵢ (Su 2022, "normalised gradients").
///
/// Neither a factor nor a constant added to a loss changes the update Σ gᵢ/‖gᵢ‖. Its length does
/// not shrink as the losses converge: let the learning rate decay.
public struct UnitGradientWeighting: GramianWeighting, StatelessWeighting {
  /// Creates the scheme.
  public init() {}

  /// wᵢ = 1/√Gᵢᵢ.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    for i in weights.indices { weights[i] = 1 / gramian.squaredNorm(i).squareRoot() }
  }
}

extension UnitGradientWeighting {
  static let entry = SchemeEntry(
    name: "unit-gradient", aliases: ["grad-normalise"],
    summary: "each task's gradient at length one",
    evidence: .gramian(.shared), invariances: .init(scale: .yes, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Su 2022, normalised gradients"
  ) { _, _ throws(BalancingError) in .gramian(UnitGradientWeighting()) }
}
