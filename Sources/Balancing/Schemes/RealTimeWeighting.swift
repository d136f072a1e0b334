/// Each loss over its own present value, taken as a constant: wᵢ = 1/Lᵢ (Su 2022, eq. (5)).
///
/// These are also the weights of the gradient of Σ log Lᵢ, so the scheme has the name `log` too.
/// With β > 0 the denominator is the moving average L̄ᵢ ← β L̄ᵢ + (1 − β) Lᵢ, which starts at the
/// first loss.
public struct RealTimeWeighting: LossWeighting {
  /// How much of the average is kept at each step, in [0, 1); the article has 0.
  public let beta: Double
  /// The average losses; nil for a task not seen yet. Not kept up when β = 0.
  public var state: [Double?]

  /// - Parameters:
  ///   - taskCount: The number of tasks.
  ///   - beta: How much of the average is kept at each step, in [0, 1).
  public init(taskCount: Int, beta: Double = 0) {
    self.beta = beta
    state = Array(repeating: nil, count: taskCount)
  }

  /// Losses are divided by.
  public var lossDomain: LossDomain { .positive }

  /// wᵢ = 1/L̄ᵢ.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() {
      var average = losses.values[i]
      if beta > 0 {
        average = beta * (state[task] ?? average) + (1 - beta) * average
        state[task] = average
      }
      weights[i] = 1 / average
    }
  }
}

extension RealTimeWeighting {
  static let entry = SchemeEntry(
    name: "realtime", aliases: ["log"],
    summary: "each loss over its present value: the gradient of the sum of the logarithms",
    parameters: [
      SchemeParameter(
        name: "beta", meaning: "how much of the average loss is kept at each step",
        kind: .number(0...0.999_999, default: 0))
    ],
    evidence: .losses, invariances: .init(scale: .yes, shift: .no),
    source: "Su 2022, eq. (5)"
  ) { arguments, context throws(BalancingError) in
    .losses(
      RealTimeWeighting(
        taskCount: context.taskNames.count, beta: arguments.number("beta")))
  }
}
