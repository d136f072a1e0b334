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
  /// Kiros and Hinton 2016, eq. (4)).
  package func assignLayerNorm(
    of x: Matrix, gain: Matrix, shift: Matrix, epsilon: Float, keeping rows: NormalisedRows
  ) {
    precondition(
      x.columns == columns && x.rows == self.rows && gain.count == columns
        && shift.count == columns && rows.normalised.count == count, "shapes differ")
    precondition(
      isContiguous && x.isContiguous && gain.isContiguous && shift.isContiguous
        && rows.isContiguous, "matrices have gaps")
    ek_layer_norm(
      x.base, gain.base, shift.base, rows.normalised.base, rows.inverseDeviation.base, base,
      x.rows, columns, epsilon)
  }

  /// The gradient of the input of a layer normalisation from that of its output, which it may
  /// replace; adds those of its gain and shift, `copies` rows each, one for each task.
  package func assignLayerNormGradient(
    of rows: NormalisedRows, gain: Matrix, output: Matrix, copies: Int, gainGradient: Matrix,
    shiftGradient: Matrix
  ) {
    let batch = rows.normalised.rows
    precondition(
      self.rows == batch * copies && output.rows == self.rows && output.columns == columns
        && gainGradient.count == copies * columns && shiftGradient.count == copies * columns
        && rows.normalised.columns == columns && gain.count == columns, "shapes differ")
    precondition(
      isContiguous && output.isContiguous && gain.isContiguous && gainGradient.isContiguous
        && shiftGradient.isContiguous && rows.isContiguous, "matrices have gaps")
    ek_layer_norm_gradient(
      rows.normalised.base, rows.inverseDeviation.base, gain.base, output.base, base,
      gainGradient.base, shiftGradient.base, batch, copies, columns)
  }
}
