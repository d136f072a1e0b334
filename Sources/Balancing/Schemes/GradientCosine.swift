public import LinearAlgebra

/// Auxiliary tasks count as far as their gradients point the primary task's way: wᵢ = λ max(0,
/// cos), or λ where the cosine is not negative; w_p = 1. ⟨d, g_p⟩ ≥ ‖g_p‖² (Du et al. 2018).
public struct GradientCosine: PrimaryWeighting {
  /// How the cosine counts.
  public enum Form: String, Sendable, CaseIterable {
    /// In proportion, where it is positive.
    case weighted
    /// All or nothing.
    case gate
  }

  /// The primary task.
  public let primary: PrimaryTask
  /// How the cosine counts.
  public let form: Form

  /// Creates the scheme.
  public init(primary: PrimaryTask, form: Form = .weighted) {
    self.primary = primary
    self.form = form
  }

  /// Computes the weights from the primary task's row.
  public func adjust(_ weights: inout [Double], by gramian: Gramian, primary p: Int) {
    for i in weights.indices where i != p {
      let lengths = gramian[i, i].squareRoot() * gramian[p, p].squareRoot()
      let cosine = gramian[i, p] / lengths
      weights[i] *= form == .weighted ? max(0, cosine) : cosine >= 0 ? 1 : 0
    }
  }
}

extension GradientCosine {
  static let entry = SchemeEntry(
    name: "gradcos", summary: "other tasks count as far as they point the way of the primary task",
    parameters: [
      SchemeParameter(
        name: "form", meaning: "count by the cosine, or wholly where it is not negative",
        kind: .choice(Form.allCases.map(\.rawValue), default: Form.weighted.rawValue)),
      PrimaryTask.strengthParameter,
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task", source: "Du et al. 2018"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      GradientCosine(
        primary: try PrimaryTask(arguments, context, scheme: "gradcos"),
        form: Form(rawValue: arguments.choice("form")) ?? .weighted))
  }
}
