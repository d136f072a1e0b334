public import LinearAlgebra

/// PCGrad for a primary task: auxiliary gradients that conflict with the primary one lose their
/// part along it. w_p = 1 − Σ λ min(0, G_ip)/G_pp, wᵢ = λ, so that ⟨d, g_p⟩ ≥ ‖g_p‖² (after Yu et
/// al. 2020, Algorithm 1, with one task projected on).
public struct PrimaryProjection: PrimaryWeighting {
  /// The primary task.
  public let primary: PrimaryTask

  /// Creates the scheme.
  public init(primary: PrimaryTask) {
    self.primary = primary
  }

  /// Computes the weights from the primary task's row.
  public func adjust(_ weights: inout [Double], by gramian: Gramian, primary p: Int) {
    for i in weights.indices where i != p {
      weights[p] -= primary.strength * min(0, gramian[i, p]) / gramian[p, p]
    }
  }
}

extension PrimaryProjection {
  static let entry = SchemeEntry(
    name: "pcgrad-primary", summary: "other tasks lose what conflicts with the primary task",
    parameters: [PrimaryTask.strengthParameter],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task", source: "after Yu et al. 2020"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      PrimaryProjection(
        primary: try PrimaryTask(arguments, context, scheme: "pcgrad-primary")))
  }
}
