import Foundation
public import LinearAlgebra

/// ExcessMTL (He et al. 2024): tasks gain weight that are further from where they could be, by an
/// estimate of the excess risk from gradients as AdaGrad sees them: sᵢ ← sᵢ + gᵢ² in each
/// coordinate, eᵢ = Σ gᵢ²/√(sᵢ + 10⁻⁷), wᵢ ← wᵢ exp(η eᵢ/eᵢ⁰), then Σ w = n again; eᵢ⁰ is the
/// task's first eᵢ, and w = 1 in the first step.
///
/// η = 0.01 as in LibMTL; TorchJD has 1, starts from 1/n and takes the first step with eᵢ itself.
public struct ExcessRiskWeighting: JacobianWeighting {
  /// What has been learnt.
  public struct State: SchemeState {
    /// sᵢ, one row for each task.
    public var squares: GradientMemory
    /// log wᵢ, up to a constant.
    public var logWeights: [Double]
    /// eᵢ⁰, nil before the task's first step.
    public var initialRisks: [Double?]

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      squares.fits(fresh.squares)
        && logWeights.fits(fresh.logWeights)
        && initialRisks.fits(fresh.initialRisks)
    }
  }

  /// η: how fast weights follow the risks.
  public let rate: Double
  /// What has been learnt.
  public var state: State
  // Weights that sum to n, of which the present ones keep their sum, as GradNorm's in this form.
  private let parametrisation = GradNormWeighting.Parametrisation.log

  /// - Parameters:
  ///   - taskCount: The number of tasks.
  ///   - rate: η ≥ 0.
  public init(taskCount: Int, rate: Double = 0.01) {
    self.rate = rate
    state = State(
      squares: GradientMemory(taskCount: taskCount),
      logWeights: Array(repeating: 0, count: taskCount),
      initialRisks: Array(repeating: nil, count: taskCount))
  }

  /// wᵢ after this step's risks; the gradients stay as they are.
  public mutating func weigh(
    _ jacobian: Jacobian, losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError) {
    try fit(&state.squares, to: jacobian)
    let sum = parametrisation.partialSum(of: state.logWeights, tasks: losses.tasks)
    for task in losses.tasks {
      let risk = state.squares.addSquares(task, of: jacobian, epsilon: 1e-7)
      let initial = state.initialRisks[task] ?? risk
      state.initialRisks[task] = initial
      // At a task's first step the quotient is 1; at the first of all, the same for all.
      state.logWeights[task] += rate * risk / initial
    }
    parametrisation.normalise(&state.logWeights, tasks: losses.tasks, to: sum)
    parametrisation.weights(of: state.logWeights, tasks: losses.tasks, into: &weights)
  }
}

extension ExcessRiskWeighting {
  static let entry = SchemeEntry(
    name: "excess", aliases: ["excess-mtl"],
    summary: "more weight for tasks further from where they could be, by their gradients",
    parameters: [
      SchemeParameter(
        name: "η", meaning: "how fast weights follow the excess risks",
        kind: .number(0...1e3, default: 0.01))
    ],
    evidence: .jacobian, invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task, and a double-precision gradient of memory",
    source: "He et al. 2024"
  ) { arguments, context throws(BalancingError) in
    .jacobian(
      ExcessRiskWeighting(taskCount: context.taskNames.count, rate: arguments.number("η")))
  }
}
