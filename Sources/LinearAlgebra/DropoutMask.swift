internal import CKernels

extension Matrix {
  /// A matrix of inverted-dropout factors, 0 with the given probability and 1/(1 − probability)
  /// otherwise; an entry depends on the key, on `firstRow` + its row and on its column only.
  package func assignDropoutMask(probability: Float, key: UInt64, firstRow: Int) {
    precondition(isContiguous, "a mask is contiguous")
    precondition(probability >= 0 && probability < 1, "no unit is kept at \(probability)")
    ek_dropout_mask(base, rows, columns, UInt64(firstRow), key, probability)
  }

  /// The entries of `x` times those of a mask, each of whose rows serves `copies` rows of `x`.
  package func assignMasked(_ x: Matrix, by mask: Matrix, copies: Int) {
    checkStacked(on: mask, x, copies: copies)
    ek_apply_mask(x.base, mask.base, base, mask.rows, copies, columns)
  }
}
