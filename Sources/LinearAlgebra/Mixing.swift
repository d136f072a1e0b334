internal import CKernels

/// Mixtures of what several experts compute: row r · experts + e of their numbers is expert e's of
/// row r. One more expert, whose share is the last, may have its numbers apart.
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
  ///   - own: The numbers of one more expert, rows × columns.
  ///   - shares: rows × all experts.
  package func mix(_ x: Matrix, and own: Matrix? = nil, shares: Matrix) {
    let experts = experts(x, own, shares: shares)
    ek_mix(
      x.base, x.stride, own?.base, own?.stride ?? 0, shares.base, shares.stride, base, stride, rows,
      experts, columns)
  }

  /// How many experts' numbers lie together.
  private func experts(_ x: Matrix, _ own: Matrix?, shares: Matrix) -> Int {
    let experts = shares.columns - (own == nil ? 0 : 1)
    precondition(
      x.rows == rows * experts && x.columns == columns && shares.rows == rows
        && (own.map { $0.rows == rows && $0.columns == columns } ?? true), "shapes differ")
    return experts
  }

  /// From the gradients at what `mix` filled, this matrix, to those at the experts' numbers, and at
  /// the logits whose softmax each row of the shares is.
  ///
  /// - Parameters:
  ///   - own: The numbers of one more expert, and where the gradients at them go, as these lie.
  ///   - gradients: As x lies.
  ///   - logits: As the shares lie.
  package func leaveMix(
    of x: Matrix, and own: (numbers: Matrix, gradients: Matrix)? = nil, shares: Matrix,
    into gradients: Matrix, logits: Matrix
  ) {
    let experts = experts(x, own?.numbers, shares: shares)
    precondition(
      gradients.rows == x.rows && gradients.columns == columns && gradients.stride == x.stride
        && logits.rows == rows && logits.columns == shares.columns
        && logits.stride == shares.stride
        && (own.map {
          $0.gradients.rows == rows && $0.gradients.columns == columns
            && $0.gradients.stride == $0.numbers.stride
        } ?? true), "shapes differ")
    ek_leave_mix(
      base, stride, x.base, x.stride, own?.numbers.base, own?.numbers.stride ?? 0, shares.base,
      shares.stride, gradients.base, own?.gradients.base, logits.base, rows, experts, columns)
  }
}
