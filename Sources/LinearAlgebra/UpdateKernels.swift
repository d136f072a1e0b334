internal import CKernels

/// The optimizers' inner loops over contiguous vectors. The gradient is read as
/// gradient · `gradientScale`, so that clipping needs no pass of its own.
extension Matrix {
  /// One step of Adam with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2, with
  /// the learning rate as a factor of the decay too): `shares` are 1 − β₁ and 1 − β₂, `corrections`
  /// 1 − β₁ᵗ and 1 − β₂ᵗ.
  package func updateAdamW(
    gradient: Matrix, first: Matrix, second: Matrix, gradientScale: Float, rate: Float,
    shares: (Float, Float), epsilon: Float, corrections: (Float, Float), decay: Float
  ) {
    checkVectors(gradient, first, second)
    ek_adamw(
      base, gradient.base, first.base, second.base, count, gradientScale, rate, shares.0, shares.1,
      epsilon, corrections.0, corrections.1, decay)
  }

  /// One step of gradient descent with heavy-ball momentum and decoupled weight decay:
  /// v ← momentum · v + g, θ ← θ − rate · (v + decay · θ).
  package func updateSGD(
    gradient: Matrix, velocity: Matrix, gradientScale: Float, rate: Float, momentum: Float,
    decay: Float
  ) {
    checkVectors(gradient, velocity)
    ek_sgd(
      base, gradient.base, velocity.base, count, gradientScale, rate, momentum, decay)
  }

  private func checkVectors(_ a: Matrix, _ b: Matrix, _ c: Matrix? = nil) {
    precondition(
      isContiguous && a.isContiguous && a.count == count && b.isContiguous
        && b.count == count && (c.map { $0.isContiguous && $0.count == count } ?? true),
      "parameters, gradient and moments are vectors of the same length")
  }
}
