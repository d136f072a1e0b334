import Foundation

/// IMTL-L (Liu et al. 2021, "Towards impartial multi-task learning", section 3.2): a learnt scale
/// sᵢ a task, starting at 0, with objective Σ e^(sᵢ) Lᵢ − sᵢ.
///
/// It comes to rest where every scaled loss e^(sᵢ) Lᵢ is 1, the weights of `realtime`; it is twice
/// the Gaussian form of `uncertainty` with s negated.
public struct IMTLLossWeighting: LossWeighting {
  /// What changes while training.
  public struct State: SchemeState {
    /// s, one for each task.
    public var logScales: [Double]
    var moments: ScalarOptimizer.Moments

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      logScales.fits(fresh.logScales)
        && moments.fits(fresh.moments)
    }
  }

  /// How s is learnt.
  public let optimizer: ScalarOptimizer
  /// What has been learnt.
  public var state: State

  /// Creates the scheme with every scale at e⁰ = 1.
  public init(taskCount: Int, optimizer: ScalarOptimizer = ScalarOptimizer()) {
    self.optimizer = optimizer
    state = State(
      logScales: Array(repeating: 0, count: taskCount),
      moments: ScalarOptimizer.Moments(count: taskCount))
  }

  /// A negative loss would drive its scale to infinity.
  public var lossDomain: LossDomain { .nonNegative }

  /// wᵢ = e^(sᵢ), then a step of sᵢ along −(wᵢ Lᵢ − 1).
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() {
      weights[i] = exp(state.logScales[task])
      optimizer.step(
        &state.logScales[task], gradient: weights[i] * losses.values[i] - 1,
        moments: &state.moments, index: task)
    }
  }
}

extension IMTLLossWeighting {
  static let entry = SchemeEntry(
    name: "imtl-l",
    summary: "a learnt scale a task, so that the scaled losses are alike",
    evidence: .losses, invariances: .init(scale: .when("once s has come to rest"), shift: .no),
    source: "Liu et al. 2021, section 3.2"
  ) { _, context throws(BalancingError) in
    .losses(IMTLLossWeighting(taskCount: context.taskNames.count))
  }
}
