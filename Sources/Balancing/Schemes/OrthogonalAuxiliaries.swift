public import LinearAlgebra

/// Auxiliary gradients lose all of their sum that lies along the primary one: wᵢ = λ,
/// w_p = 1 − ⟨a, g_p⟩/G_pp, so that ⟨d, g_p⟩ = ‖g_p‖² exactly.
public struct OrthogonalAuxiliaries: PrimaryWeighting {
  /// The primary task.
  public let primary: PrimaryTask

  /// Creates the scheme.
  public init(primary: PrimaryTask) {
    self.primary = primary
  }

  /// Computes the weights from the primary task's row.
  public func adjust(_ weights: inout [Double], by gramian: Gramian, primary p: Int) {
    weights[p] = 1 - gramian.auxiliaryPart(along: p, strength: primary.strength)
  }
}

extension OrthogonalAuxiliaries {
  static let entry = SchemeEntry(
    name: "orthogonal-aux", summary: "other tasks leave the descent of the primary task as it is",
    parameters: [PrimaryTask.strengthParameter],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task", source: "orthogonal projection"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      OrthogonalAuxiliaries(
        primary: try PrimaryTask(arguments, context, scheme: "orthogonal-aux")))
  }
}
