internal import CKernels

/// What the gradient of a layer normalisation needs of its forward pass.
package struct NormalisedRows {
  /// x̂ = (x − mean) / √(variance + ε), row by row.
  package let normalised: Matrix
  /// 1 / √(variance + ε) for each row.
  package let inverseDeviation: Matrix

  /// Room for the given rows.
  package init(normalised: Matrix, inverseDeviation: Matrix) {
    precondition(inverseDeviation.count == normalised.rows, "one deviation for each row")
    self.normalised = normalised
    self.inverseDeviation = inverseDeviation
  }

  fileprivate var isContiguous: Bool { normalised.isContiguous && inverseDeviation.isContiguous }
}

extension Matrix {
  /// Normalises each row of `x` to mean 0 and variance 1, then scales and shifts its columns (Ba,
  /// Kiros and Hinton 2016, eq. (4)). Gain and shift may have a row for each of several owners,
  /// whose rows of `x` follow each other in turn.
  package func assignLayerNorm(
    of x: Matrix, gain: Matrix, shift: Matrix, epsilon: Float, keeping rows: NormalisedRows
  ) {
    precondition(
      x.columns == columns && x.rows == self.rows && gain.columns == columns
        && shift.count == gain.count && self.rows % gain.rows == 0
        && rows.normalised.count == count, "shapes differ")
    precondition(
      isContiguous && x.isContiguous && gain.isContiguous && shift.isContiguous
        && rows.isContiguous, "matrices have gaps")
    ek_layer_norm(
      x.base, gain.base, shift.base, rows.normalised.base, rows.inverseDeviation.base, base,
      x.rows, gain.rows, columns, epsilon)
  }

  /// The gradient of the input of a layer normalisation from that of its output, which it may
  /// replace; adds those of its gain and shift, `copies` rows each, one for each task.
  ///
  /// - Parameters:
  ///   - groups: Of so many parts of a row each is normalised apart, with the gains of a row of
  ///     `gain`; `rows` has them below each other, the gradients side by side.
  package func assignLayerNormGradient(
    of rows: NormalisedRows, groups: Int = 1, gain: Matrix, output: Matrix, copies: Int,
    gainGradient: Matrix, shiftGradient: Matrix
  ) {
    let batch = rows.normalised.rows / groups
    precondition(
      self.rows == batch * copies && output.rows == self.rows && output.columns == columns
        && gainGradient.count == copies * gain.count && shiftGradient.count == copies * gain.count
        && rows.normalised.columns * groups == columns && gain.columns * groups == columns
        && gain.rows % groups == 0 && batch % (gain.rows / groups) == 0, "shapes differ")
    precondition(
      isContiguous && output.isContiguous && gain.isContiguous && gainGradient.isContiguous
        && shiftGradient.isContiguous && rows.isContiguous, "matrices have gaps")
    ek_layer_norm_gradient(
      rows.normalised.base, rows.inverseDeviation.base, gain.base, output.base, base,
      gainGradient.base, shiftGradient.base, batch, gain.rows / groups, copies,
      groups, gain.columns)
  }
}
