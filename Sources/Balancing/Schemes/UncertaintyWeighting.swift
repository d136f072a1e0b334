import Foundation

/// Homoscedastic uncertainty (Kendall, Gal and Cipolla 2018): a learnt log variance sᵢ a task,
/// starting at 0, with objective Σ ½ e^(−sᵢ) Lᵢ + ½ sᵢ (Gaussian form) or Σ e^(−sᵢ) Lᵢ + ½ sᵢ
/// (categorical form).
///
/// Both forms come to rest at wᵢ = 1/(2 Lᵢ), the direction of `realtime`. LibMTL has the Gaussian
/// form start at −0.5 and learns s with the model's optimiser; here s has its own.
public struct UncertaintyWeighting: LossWeighting {
  /// The factor before e^(−s) L.
  public enum Form: String, CaseIterable, Sendable {
    /// ½, for Gaussian likelihoods.
    case gaussian
    /// 1, for class probabilities.
    case categorical
  }

  /// What changes while training.
  public struct State: SchemeState {
    /// s, one for each task.
    public var logVariances: [Double]
    var moments: ScalarOptimizer.Moments

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      logVariances.fits(fresh.logVariances)
        && moments.fits(fresh.moments)
    }
  }

  /// The form of the objective.
  public let form: Form
  /// How s is learnt.
  public let optimizer: ScalarOptimizer
  /// What has been learnt.
  public var state: State

  /// Creates the scheme with every log variance at 0.
  public init(
    taskCount: Int, form: Form = .gaussian, optimizer: ScalarOptimizer = ScalarOptimizer()
  ) {
    self.form = form
    self.optimizer = optimizer
    state = State(
      logVariances: Array(repeating: 0, count: taskCount),
      moments: ScalarOptimizer.Moments(count: taskCount))
  }

  /// A negative loss would drive its variance to zero.
  public var lossDomain: LossDomain { .nonNegative }

  /// wᵢ = ½ e^(−sᵢ) or e^(−sᵢ), then a step of sᵢ along −(½ − wᵢ Lᵢ).
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() {
      weights[i] = exp(-state.logVariances[task]) * (form == .gaussian ? 0.5 : 1)
      optimizer.step(
        &state.logVariances[task], gradient: 0.5 - weights[i] * losses.values[i],
        moments: &state.moments, index: task)
    }
  }
}

extension UncertaintyWeighting {
  static let entry = SchemeEntry(
    name: "uncertainty", aliases: ["uw"],
    summary: "a learnt noise level a task",
    parameters: [
      SchemeParameter(
        name: "form", meaning: "the likelihood the weights are derived from",
        kind: .choice(Form.allCases.map(\.rawValue), default: Form.gaussian.rawValue))
    ],
    evidence: .losses, invariances: .init(scale: .when("once s has come to rest"), shift: .no),
    source: "Kendall, Gal and Cipolla 2018"
  ) { arguments, context throws(BalancingError) in
    .losses(
      UncertaintyWeighting(
        taskCount: context.taskNames.count,
        form: Form(rawValue: arguments.choice("form")) ?? .gaussian))
  }
}
