public import LinearAlgebra

/// The smallest change of g_p + a that keeps ⟨d, g_p⟩ ≥ κ‖g_p‖²: wᵢ = λ,
/// w_p = 1 + max(0, κ − 1 − ⟨a, g_p⟩/G_pp), a projection on a half-space.
public struct PrimaryHalfspace: PrimaryWeighting {
  /// The primary task.
  public let primary: PrimaryTask
  /// κ: how much of the primary task's own descent must remain.
  public let share: Double

  /// Creates the scheme.
  public init(primary: PrimaryTask, share: Double = 0.5) {
    self.primary = primary
    self.share = share
  }

  /// Computes the weights from the primary task's row.
  public func adjust(_ weights: inout [Double], by gramian: Gramian, primary p: Int) {
    let along = gramian.auxiliaryPart(along: p, strength: primary.strength)
    weights[p] = 1 + max(0, share - 1 - along)
  }
}

extension PrimaryHalfspace {
  static let entry = SchemeEntry(
    name: "primary-halfspace", summary: "other tasks may slow the primary task down only so far",
    parameters: [
      SchemeParameter(
        name: "κ", meaning: "how much of the primary task's own descent must remain",
        kind: .number(0...1, default: 0.5)),
      PrimaryTask.strengthParameter,
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task", source: "projection on a half-space"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      PrimaryHalfspace(
        primary: try PrimaryTask(arguments, context, scheme: "primary-halfspace"),
        share: arguments.number("κ")))
  }
}
