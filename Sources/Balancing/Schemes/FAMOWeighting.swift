import Foundation

/// Fast adaptive multitask optimisation (Liu et al. 2023, Algorithm 1): with z = softmax(ξ) and
/// Dᵢ = Lᵢ − bᵢ + 10⁻⁸, wᵢ = zᵢ/(Dᵢ c), c = Σ zⱼ/Dⱼ, so that Σ w = 1.
///
/// After the parameters' step the same batch is evaluated once more: δᵢ = log Dᵢ − log Dᵢ⁺, and ξ
/// takes a step against zᵢ(δᵢ − Σ zⱼδⱼ) + decay · ξᵢ: tasks that improved least gain weight. The
/// authors' code has decay 0.01, the paper and LibMTL 0.001, which is the default here.
public struct FAMOWeighting: LossWeighting {
  /// What changes while training.
  public struct State: SchemeState {
    /// ξ, one for each task.
    public var logits: [Double]
    var moments: ScalarOptimizer.Moments

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      logits.fits(fresh.logits)
        && moments.fits(fresh.moments)
    }
  }

  /// The decay of ξ, added to its gradient.
  public let decay: Double
  /// b: a value each loss stays above.
  public let lowerBounds: [Double]
  /// How ξ is learnt.
  public let optimizer: ScalarOptimizer
  /// What has been learnt.
  public var state: State

  private var shares: [Double] = []
  private var progress: [Double] = []

  /// - Parameters:
  ///   - decay: The decay of ξ.
  ///   - lowerBounds: A value each task's loss stays above; zero if nil.
  public init(
    taskCount: Int, decay: Double = 1e-3, lowerBounds: [Double]? = nil,
    optimizer: ScalarOptimizer = ScalarOptimizer()
  ) {
    self.decay = decay
    self.lowerBounds = lowerBounds ?? Array(repeating: 0, count: taskCount)
    self.optimizer = optimizer
    state = State(
      logits: Array(repeating: 0, count: taskCount),
      moments: ScalarOptimizer.Moments(count: taskCount))
  }

  /// Logarithms of the losses above their bounds are compared.
  public var lossDomain: LossDomain { .nonNegative }

  /// wᵢ = (zᵢ/Dᵢ) / Σ (zⱼ/Dⱼ): the softmax of ξᵢ − log Dᵢ.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() {
      weights[i] = state.logits[task] - log(distance(losses.values[i], task))
    }
    replaceBySoftmax(&weights)
  }

  /// The losses after an update are half of what it learns from.
  public var observesUpdates: Bool { true }

  /// The step of ξ.
  public mutating func updated(from before: PresentLosses, to after: PresentLosses) {
    shares.removeAll(keepingCapacity: true)
    progress.removeAll(keepingCapacity: true)
    for (i, task) in before.tasks.enumerated() {
      shares.append(state.logits[task])
      progress.append(
        log(distance(before.values[i], task)) - log(distance(after.values[i], task)))
    }
    replaceBySoftmax(&shares)
    let mean = shares.indices.reduce(0) { $0 + shares[$1] * progress[$1] }
    for (i, task) in before.tasks.enumerated() {
      let gradient = shares[i] * (progress[i] - mean) + decay * state.logits[task]
      optimizer.step(
        &state.logits[task], gradient: gradient, moments: &state.moments, index: task)
    }
  }

  /// Dᵢ, at least 10⁻⁸ should a loss fall below its bound.
  private func distance(_ loss: Double, _ task: Int) -> Double {
    max(loss - lowerBounds[task], 0) + 1e-8
  }
}

extension FAMOWeighting {
  static let entry = SchemeEntry(
    name: "famo",
    summary: "weights learnt so that all losses fall at the same relative rate",
    parameters: [
      SchemeParameter(
        name: "decay", meaning: "how fast the learnt weights return to equal ones",
        kind: .number(0...1, default: 1e-3))
    ],
    evidence: .losses, invariances: .init(scale: .yes, shift: .no),
    extraCost: "one more forward pass of the batch a step",
    source: "Liu et al. 2023, Algorithm 1"
  ) { arguments, context throws(BalancingError) in
    .losses(
      FAMOWeighting(
        taskCount: context.taskNames.count, decay: arguments.number("decay")))
  }
}
