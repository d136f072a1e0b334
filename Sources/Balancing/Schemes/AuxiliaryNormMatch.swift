public import LinearAlgebra

/// Auxiliary gradients are brought towards the primary one's length: wᵢ = λ(r‖g_p‖/‖gᵢ‖ + 1 − r),
/// w_p = 1. No descent of the primary task is guaranteed (MetaBalance, He et al. 2022, without its
/// moving averages).
public struct AuxiliaryNormMatch: PrimaryWeighting {
  /// The primary task.
  public let primary: PrimaryTask
  /// r: how far lengths are matched, from not at all at 0 to wholly at 1.
  public let relaxation: Double

  /// Creates the scheme.
  public init(primary: PrimaryTask, relaxation: Double = 0.7) {
    self.primary = primary
    self.relaxation = relaxation
  }

  /// Computes the weights from the gradients' lengths.
  public func adjust(_ weights: inout [Double], by gramian: Gramian, primary p: Int) {
    let length = gramian.squaredNorm(p).squareRoot()
    for i in weights.indices where i != p {
      let ratio = length / gramian.squaredNorm(i).squareRoot()
      weights[i] *= relaxation * ratio + 1 - relaxation
    }
  }
}

extension AuxiliaryNormMatch {
  static let entry = SchemeEntry(
    name: "aux-norm-match", summary: "other tasks' gradients near the length of the primary task's",
    parameters: [
      SchemeParameter(
        name: "r", meaning: "how far lengths are matched", kind: .number(0...1, default: 0.7)),
      PrimaryTask.strengthParameter,
    ],
    evidence: .gramian(.shared),
    invariances: .init(scale: .when("of the others, with r = 1"), shift: .yes),
    extraCost: "one backward pass of the trunk a task", source: "after He et al. 2022"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      AuxiliaryNormMatch(
        primary: try PrimaryTask(arguments, context, scheme: "aux-norm-match"),
        relaxation: arguments.number("r")))
  }
}
