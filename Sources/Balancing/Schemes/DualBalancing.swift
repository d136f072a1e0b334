import Foundation
public import LinearAlgebra

/// Dual balancing, DB-MTL (Lin et al. 2023): the gradients of the log losses, averaged over the
/// steps, at the length of the longest: mᵢ ← hᵢ + β_k(mᵢ − hᵢ) with hᵢ = gᵢ/Lᵢ and β_k = β/k^σ at
/// the task's k-th step, mᵢ = 0 at first; d = Σ (maxⱼ‖mⱼ‖/‖mᵢ‖) mᵢ.
///
/// Heads follow the gradient of their own log Lᵢ. At β = 0 the logarithm cancels in the shared
/// gradient, and the direction is that of the unit gradients. The paper tries β from 0.1 to 0.9,
/// with and without σ = ½; LibMTL has 0.9 and 0, which are the defaults here, and adds 10⁻⁸ to
/// losses and lengths, which no unit of a loss would survive.
public struct DualBalancing: JacobianWeighting {
  /// What has been kept of the gradients.
  public struct State: SchemeState {
    /// mᵢ, one row for each task.
    public var averages: GradientMemory
    /// For each task the number k of steps in which it was present.
    public var steps: [Int]

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      averages.fits(fresh.averages)
        && steps.fits(fresh.steps)
    }
  }

  /// β, from 0 to below 1.
  public let momentum: Double
  /// σ: how fast β falls.
  public let decay: Double
  /// The averages.
  public var state: State

  /// - Parameters:
  ///   - taskCount: The number of tasks.
  ///   - momentum: β, from 0 to below 1.
  ///   - decay: σ ≥ 0.
  public init(taskCount: Int, momentum: Double = 0.9, decay: Double = 0) {
    precondition(momentum >= 0 && momentum < 1, "at β = 1 nothing is ever averaged")
    self.momentum = momentum
    self.decay = decay
    state = State(
      averages: GradientMemory(taskCount: taskCount), steps: Array(repeating: 0, count: taskCount))
  }

  /// The losses' logarithms are balanced.
  public var lossDomain: LossDomain { .positive }
  /// The gradient of log Lᵢ.
  public var headPolicy: HeadPolicy { .logarithmic }

  /// Replaces the gradients by mᵢ; wᵢ = maxⱼ‖mⱼ‖/‖mᵢ‖.
  public mutating func weigh(
    _ jacobian: Jacobian, losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError) {
    try fit(&state.averages, to: jacobian)
    var greatest = 0.0
    for (i, task) in losses.tasks.enumerated() {
      state.steps[task] += 1
      let share = momentum / pow(Double(state.steps[task]), decay)
      state.averages.move(task, towards: jacobian, over: losses.values[i], rate: 1 - share)
      state.averages.write(task, into: jacobian)
      weights[i] = state.averages.dot(task, task).squareRoot()
      greatest = max(greatest, weights[i])
    }
    // An average that cancelled has no direction.
    for i in weights.indices where weights[i] > 0 { weights[i] = greatest / weights[i] }
  }
}

extension DualBalancing {
  static let entry = SchemeEntry(
    name: "db-mtl",
    summary: "averaged gradients of the log losses, at the length of the longest",
    parameters: [
      SchemeParameter(
        name: "β", meaning: "how much of the average each step keeps",
        kind: .number(0...0.999999, default: 0.9)),
      SchemeParameter(
        name: "σ", meaning: "β falls as 1/k^σ with the steps k", kind: .number(0...10, default: 0)),
    ],
    evidence: .jacobian, invariances: .init(scale: .yes, shift: .when("β = 0")),
    extraCost: "one backward pass of the trunk a task, and a double-precision gradient of memory",
    source: "Lin et al. 2023"
  ) { arguments, context throws(BalancingError) in
    .jacobian(
      DualBalancing(
        taskCount: context.taskNames.count, momentum: arguments.number("β"),
        decay: arguments.number("σ")))
  }
}
