public import LinearAlgebra

/// ConFIG (Liu, Chu and Thuerey 2025): the direction û whose projections on all gradients
/// are equal, as long as the sum of these projections, d = (Σ ⟨gᵢ, û⟩) û.
///
/// wᵢ = λ vᵢ/‖gᵢ‖ with v = C⁺1, λ = Σ ‖gᵢ‖(Cv)ᵢ / vᵀCv and C the correlation matrix. It is the
/// direction of IMTL-G; only the length differs. Neither factors nor constants change the
/// direction.
public struct ConFIGWeighting: GramianWeighting, StatelessWeighting {
  private var projections = EqualProjections()

  /// Creates the scheme.
  public init() {}

  /// Heads keep their own gradients: weights may be negative.
  public var headPolicy: HeadPolicy { .unweighted }

  /// wᵢ = λ vᵢ/‖gᵢ‖.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    let factor = projections.solve(gramian, into: &weights)
    for i in weights.indices { weights[i] *= factor }
  }
}

extension ConFIGWeighting {
  static let entry = SchemeEntry(
    name: "config",
    summary: "equal projections of the update on all gradients, as long as their sum",
    evidence: .gramian(.shared), invariances: .init(scale: .yes, shift: .yes),
    extraCost: "one backward pass of the trunk a task",
    source: "Liu, Chu and Thuerey 2025, ConFIG"
  ) { _, _ throws(BalancingError) in .gramian(ConFIGWeighting()) }
}
