import Foundation
public import LinearAlgebra

/// MoCo, multi-objective gradient correction (Fernando et al. 2023): averages of the gradients over
/// the steps, and weights that follow the shortest vector of their hull: yᵢ ← yᵢ − β_k(yᵢ − gᵢ), λ
/// ← Π(λ − γ_k(YYᵀ + ρI)λ), d = Yᵀλ, where Π is the projection on the simplex, β_k = β/√k at the
/// task's k-th step, γ_k = γ/√k at the k-th of all, y = 0 and λ = 1/n at first.
///
/// LibMTL takes Lᵢgᵢ/(‖gᵢ‖ + 10⁻⁸) for gᵢ and a softmax for Π, under which λ hardly leaves 1/n; its
/// β and γ are the defaults here.
public struct GradientCorrection: JacobianWeighting {
  /// What has been learnt.
  public struct State: SchemeState {
    /// yᵢ, one row for each task.
    public var averages: GradientMemory
    /// λ.
    public var shares: SimplexShares
    /// For each task the number of steps in which it was present.
    public var taskSteps: [Int]
    /// The number of steps.
    public var steps = 0

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      averages.fits(fresh.averages)
        && shares.fits(fresh.shares)
        && taskSteps.fits(fresh.taskSteps)
        && steps.fits(fresh.steps)
    }
  }

  /// β: how fast averages follow the gradients, from above 0 to 1.
  public let averageRate: Double
  /// γ: how fast λ moves.
  public let shareRate: Double
  /// ρ: how strongly λ is drawn to equal shares.
  public let regularisation: Double
  /// What has been learnt.
  public var state: State
  private var projection = SimplexProjection()
  private var slope: [Double] = []

  /// - Parameters:
  ///   - taskCount: The number of tasks.
  ///   - averageRate: β, from above 0 to 1.
  ///   - shareRate: γ ≥ 0.
  ///   - regularisation: ρ ≥ 0.
  public init(
    taskCount: Int, averageRate: Double = 0.5, shareRate: Double = 0.1, regularisation: Double = 0
  ) {
    precondition(averageRate > 0 && averageRate <= 1, "the averages follow the gradients")
    self.averageRate = averageRate
    self.shareRate = shareRate
    self.regularisation = regularisation
    state = State(
      averages: GradientMemory(taskCount: taskCount), shares: SimplexShares(taskCount: taskCount),
      taskSteps: Array(repeating: 0, count: taskCount))
  }

  /// The head's own gradient: a share may be zero.
  public var headPolicy: HeadPolicy { .unweighted }

  /// Replaces the gradients by yᵢ; wᵢ = λᵢ.
  public mutating func weigh(
    _ jacobian: Jacobian, losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError) {
    try fit(&state.averages, to: jacobian)
    state.steps += 1
    for task in losses.tasks {
      state.taskSteps[task] += 1
      let rate = averageRate / Double(state.taskSteps[task]).squareRoot()
      state.averages.move(task, towards: jacobian, rate: rate)
      state.averages.write(task, into: jacobian)
    }
    state.shares.load(losses.tasks, into: &weights)
    slope.resize(to: weights.count)
    for (i, task) in losses.tasks.enumerated() {
      for (j, other) in losses.tasks.enumerated() {
        slope[i] += state.averages.dot(task, other) * weights[j]
      }
      slope[i] += regularisation * weights[i]
    }
    let rate = shareRate / Double(state.steps).squareRoot()
    for i in weights.indices { weights[i] -= rate * slope[i] }
    projection.project(&weights)
    state.shares.store(weights, of: losses.tasks)
  }
}

extension GradientCorrection {
  static let entry = SchemeEntry(
    name: "moco",
    summary: "averaged gradients, weighted towards the shortest vector of their hull",
    parameters: [
      SchemeParameter(
        name: "β", meaning: "how fast averages follow the gradients",
        kind: .number(1e-6...1, default: 0.5)),
      SchemeParameter(
        name: "γ", meaning: "how fast the weights move", kind: .number(0...1e6, default: 0.1)),
      SchemeParameter(
        name: "ρ", meaning: "how strongly equal weights draw", kind: .number(0...1e6, default: 0)),
    ],
    evidence: .jacobian, invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task, and a double-precision gradient of memory",
    source: "Fernando et al. 2023"
  ) { arguments, context throws(BalancingError) in
    .jacobian(
      GradientCorrection(
        taskCount: context.taskNames.count, averageRate: arguments.number("β"),
        shareRate: arguments.number("γ"), regularisation: arguments.number("ρ")))
  }
}
