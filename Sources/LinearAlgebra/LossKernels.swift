internal import CKernels

/// The labels of one task in a slice of a batch, as a loss kernel reads them.
package struct LabelSlice {
  let targets: Matrix
  let rowWeights: Matrix?

  /// - Parameters:
  ///   - targets: One number a row, NaN where the label is missing: a standardised value, a class
  ///     index or a count.
  ///   - rowWeights: One weight a row, or nil for all ones.
  package init(targets: Matrix, rowWeights: Matrix?) {
    precondition(targets.isContiguous, "targets are contiguous")
    precondition(rowWeights.map { $0.count == targets.count } ?? true, "one weight for each row")
    self.targets = targets
    self.rowWeights = rowWeights
  }

  /// Σ of the weights of the labelled rows.
  package var labelledWeight: Double {
    ek_labelled_weight(targets.base, rowWeights?.base, targets.count)
  }
}

/// Each loss returns Σ weight · loss over the labelled rows of this matrix of outputs (a block of
/// columns) and writes weight · normaliser · ∂loss/∂output into `gradient`, zero in other rows. A
/// row of weight 0 counts as unlabelled. Regression outputs z and targets y are in units of
/// `scale`; losses are in units of the label.
extension Matrix {
  /// e², e = scale · (z − y).
  package func squaredError(
    _ labels: LabelSlice, scale: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_squared_error(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, scale,
      normaliser)
  }

  /// |e|, e = scale · (z − y); the slope at 0 is 0.
  package func absoluteError(
    _ labels: LabelSlice, scale: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_absolute_error(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, scale,
      normaliser)
  }

  /// e²/2 where |e| ≤ δ, δ(|e| − δ/2) beyond, e = scale · (z − y) and δ in units of the label.
  package func huberLoss(
    _ labels: LabelSlice, scale: Double, delta: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_huber(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, scale,
      delta, normaliser)
  }

  /// −y log p − (1 − y) log(1 − p), p = 1/(1 + exp(−z)), in nats; y is 0 or 1.
  package func binaryCrossEntropy(
    _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_binary_cross_entropy(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, normaliser)
  }

  /// −log softmax(z)_y, in nats; one output for each class, y the index of one.
  package func crossEntropy(
    _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_cross_entropy(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, columns,
      normaliser)
  }

  /// 2[y log(y/m) − (y − m)], m = exp(z), the first term 0 for y = 0. Where m or the gradient
  /// exceeds the floating-point range it is +∞.
  package func poissonDeviance(
    _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_poisson_deviance(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, normaliser)
  }

  private func check(_ labels: LabelSlice, _ gradient: Matrix?) {
    let hasLayout = gradient.map {
      $0.rows == rows && $0.columns == columns && $0.stride == stride
    }
    precondition(
      labels.targets.count == rows && hasLayout ?? true,
      "outputs, targets and gradient have the same rows, and one layout")
  }
}
