internal import LinearAlgebra

extension OptimizerEntry {
  /// The sign of a mean of gradients, with decoupled weight decay:
  /// θ ← θ − rate · (sign(β₁ m + (1 − β₁) g) + decay · θ), m ← β₂ m + (1 − β₂) g.
  ///
  /// Every parameter moves by the rate, so that the rate is to be a tenth of Adam's and the decay
  /// ten times as large (section 5 of the paper).
  static let lion = OptimizerEntry(
    name: "lion", summary: "moves every parameter by the rate, in its mean gradient's direction",
    source: "Chen et al. 2023, Algorithm 2",
    parameters: [.decay("beta1", 0.9), .decay("beta2", 0.99)], stepLength: .rate,
    learningRate: 1e-4, momentCount: 1
  ) { values, _ in (Float(1 - values[0]), Float(1 - values[1]), 0, 0, 0) }
}

extension OptimizerConfiguration {
  /// The sign of a mean of gradients.
  public static func lion(beta1: Double, beta2: Double) -> Self { Self(.lion, [beta1, beta2]) }
}
