internal import CKernels

/// Mixtures of what several experts compute: row r · experts + e of their numbers is expert e's of
/// row r.
extension Matrix {
  /// Makes each row its softmax.
  package func softmaxRows() {
    precondition(isContiguous && columns > 0, "a softmax of nothing")
    ek_softmax_rows(base, rows, columns)
  }

  /// Fills this matrix with the experts' numbers, each times its share, added up; all may have
  /// gaps.
  ///
  /// - Parameters:
  ///   - x: (rows · experts) × columns.
  ///   - shares: rows × experts.
  package func mix(_ x: Matrix, shares: Matrix) {
    precondition(
      x.rows == rows * shares.columns && x.columns == columns && shares.rows == rows,
      "shapes differ")
    ek_mix(
      x.base, x.stride, shares.base, shares.stride, base, stride, rows, shares.columns, columns)
  }

  /// From the gradients at what `mix` filled, this matrix, to those at the experts' numbers, and at
  /// the logits whose softmax each row of the shares is.
  ///
  /// - Parameters:
  ///   - gradients: As x lies.
  ///   - logits: As the shares lie.
  package func leaveMix(of x: Matrix, shares: Matrix, into gradients: Matrix, logits: Matrix) {
    precondition(
      x.rows == rows * shares.columns && x.columns == columns && shares.rows == rows
        && gradients.rows == x.rows && gradients.columns == columns
        && gradients.stride == x.stride && logits.rows == rows
        && logits.columns == shares.columns && logits.stride == shares.stride, "shapes differ")
    ek_leave_mix(
      base, stride, x.base, x.stride, shares.base, shares.stride, gradients.base, logits.base,
      rows, shares.columns, columns)
  }
}
