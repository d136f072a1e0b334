internal import LinearAlgebra

extension OptimizerEntry {
  /// Gradient descent with heavy-ball momentum and decoupled weight decay:
  /// v ← momentum · v + g, θ ← θ − rate · (v + decay · θ).
  static let gradientDescent = OptimizerEntry(
    name: "sgd", summary: "steps along the gradient, and what is left of earlier steps",
    source: "Polyak 1964", parameters: [.decay("momentum", 0.9)], stepLength: .gradient,
    learningRate: 1e-2, momentCount: 1
  ) { values, _ in (Float(values[0]), 0, 0, 0, 0) }
}

extension OptimizerConfiguration {
  /// Gradient descent with momentum.
  public static func sgd(momentum: Double) -> Self { Self(.gradientDescent, [momentum]) }
}
