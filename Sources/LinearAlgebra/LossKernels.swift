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
/// columns) and writes weight · normaliser · ∂loss/∂output into `gradient`, zero in other rows.
/// Regression outputs and targets are in units of `scale`; losses are in units of the label.
extension Matrix {
  package func squaredError(
    _ labels: LabelSlice, scale: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_squared_error(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, scale,
      normaliser)
  }

  package func absoluteError(
    _ labels: LabelSlice, scale: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_absolute_error(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, scale,
      normaliser)
  }

  package func huberLoss(
    _ labels: LabelSlice, scale: Double, delta: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_huber(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, scale,
      delta, normaliser)
  }

  package func binaryCrossEntropy(
    _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_binary_cross_entropy(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, normaliser)
  }

  package func crossEntropy(
    _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_cross_entropy(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, columns,
      normaliser)
  }

  package func poissonDeviance(
    _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return ek_poisson_deviance(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, normaliser)
  }

  private func check(_ labels: LabelSlice, _ gradient: Matrix?) {
    precondition(
      labels.targets.count == rows
        && (gradient.map { $0.rows == rows && $0.columns == columns && $0.stride == stride } ?? true),
      "outputs, targets and gradient have the same rows, and one layout")
  }
}
