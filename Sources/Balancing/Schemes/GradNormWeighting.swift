import Foundation
public import LinearAlgebra

/// GradNorm (Chen et al. 2018, Algorithm 1): weights learnt so that each task's weighted gradient
/// length Gᵢ = wᵢ‖gᵢ‖ approaches Tᵢ = Ḡ rᵢ^α, with Ḡ the mean of the Gᵢ, rᵢ the task's relative
/// inverse training rate, both constant in the gradient of Σ |Gᵢ − Tᵢ|.
///
/// A step is weighted by w as it was before the step; then w takes a step of its own and is
/// normalised to Σ w = n. Other implementations differ: LibMTL trains w with the model's optimiser,
/// lucidrains/gradnorm-pytorch has r^(−α). The paper has no floor, without which a weight that
/// crosses zero makes its task's loss grow.
public struct GradNormWeighting: GramianWeighting {
  /// What changes while training.
  public struct State: SchemeState {
    /// The weights, or v.
    public internal(set) var parameters: [Double]
    /// Lᵢ(0), nil before it was seen.
    public internal(set) var initialLosses: [Double?]
    /// The optimiser's moments, kept across normalisation.
    public internal(set) var moments: ScalarOptimizer.Moments

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      parameters.fits(fresh.parameters)
        && initialLosses.fits(fresh.initialLosses)
        && moments.fits(fresh.moments)
    }
  }

  /// How strongly slow tasks are favoured: 1.5 and 0.12 in the paper.
  public let alpha: Double
  /// What the optimiser moves.
  public let parametrisation: Parametrisation
  /// How w is learnt.
  public let optimizer: ScalarOptimizer
  /// What has been learnt.
  public var state: State

  private let rates: TrainingRates
  private var ratio: [Double] = []
  private var slope: [Double] = []

  /// - Parameters:
  ///   - alpha: How strongly slow tasks are favoured.
  ///   - initialLosses: Lᵢ(0), above zero; the first losses seen if nil.
  public init(
    taskCount: Int, alpha: Double, parametrisation: Parametrisation = .linear,
    optimizer: ScalarOptimizer = ScalarOptimizer(), initialLosses: [Double]? = nil
  ) {
    self.alpha = alpha
    self.parametrisation = parametrisation
    self.optimizer = optimizer
    rates = TrainingRates(given: initialLosses)
    state = State(
      parameters: Array(repeating: parametrisation == .log ? 0 : 1, count: taskCount),
      initialLosses: Array(repeating: nil, count: taskCount),
      moments: ScalarOptimizer.Moments(count: taskCount))
  }

  /// Losses are compared by their ratios.
  public var lossDomain: LossDomain { .positive }
  /// The last shared layer's weights, the paper's W.
  public var preferredScope: GradientScope { .lastShared }

  /// The weights at present, of all tasks; their sum is n.
  public var taskWeights: [Double] {
    var weights = state.parameters
    parametrisation.weights(of: state.parameters, tasks: weights.indices, into: &weights)
    return weights
  }

  /// Gives the weights from before this step, then learns from it.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    parametrisation.weights(of: state.parameters, tasks: losses.tasks, into: &weights)
    rates.compute(losses, first: &state.initialLosses, into: &ratio)
    computeSlope(gramian, weights: weights)
    let partial = parametrisation.partialSum(of: state.parameters, tasks: losses.tasks)
    let sum = weights.reduce(0, +)
    let weighted = weights.indices.reduce(0) { $0 + weights[$1] * slope[$1] }
    for (i, task) in losses.tasks.enumerated() {
      let gradient = parametrisation == .log ? weights[i] * (slope[i] - weighted / sum) : slope[i]
      optimizer.step(
        &state.parameters[task], gradient: gradient, moments: &state.moments, index: task)
    }
    parametrisation.normalise(&state.parameters, tasks: losses.tasks, to: partial)
  }

  /// ∂/∂wᵢ Σ |Gᵢ − Tᵢ| = sign(Gᵢ − Tᵢ) ‖gᵢ‖.
  private mutating func computeSlope(_ gramian: Gramian, weights: [Double]) {
    slope.removeAll(keepingCapacity: true)
    var mean = 0.0
    for i in weights.indices {
      slope.append(gramian.squaredNorm(i).squareRoot())
      mean += weights[i] * slope[i] / Double(weights.count)
    }
    for i in weights.indices {
      let excess = weights[i] * slope[i] - mean * pow(ratio[i], alpha)
      if excess <= 0 { slope[i] = excess == 0 ? 0 : -slope[i] }
    }
  }
}

extension GradNormWeighting {
  static let entry = SchemeEntry(
    name: "gradnorm",
    summary: "weights learnt so that slow tasks have longer gradients",
    parameters: [
      ClosedGradNormWeighting.alphaParameter,
      SchemeParameter(
        name: "parametrisation", meaning: "learn the weights or their logarithms",
        kind: .choice(["linear", "log"], default: "linear")),
    ],
    evidence: .gramian(.lastShared),
    invariances: .init(scale: .when("at rest"), shift: .when("at rest, with α = 0")),
    extraCost: "one backward pass of the last shared layer a task",
    source: "Chen et al. 2018, Algorithm 1"
  ) { arguments, context throws(BalancingError) in
    .gramian(
      GradNormWeighting(
        taskCount: context.taskNames.count, alpha: arguments.number("α"),
        parametrisation: arguments.choice("parametrisation") == "log" ? .log : .linear,
        initialLosses: try context.usable(context.initialLosses, as: "initial")))
  }
}
