internal import CKernels

/// Element-wise kernels over matrices whose rows follow each other without a gap, unless said.
extension Matrix {
  /// Adds a row to every row; this matrix may have gaps.
  package func addToRows(_ row: Matrix) {
    precondition(row.count == columns && row.isContiguous, "a row to add has other columns")
    ek_add_bias(base, row.base, rows, columns, stride)
  }

  /// Adds the sums of the columns of `x`, which may have gaps.
  package func addColumnSums(of x: Matrix) {
    precondition(count == x.columns && isContiguous, "one sum for each column")
    ek_add_column_sums(x.base, base, x.rows, x.columns, x.stride)
  }

  /// Multiplies every entry; this matrix may have gaps. A factor of 0 also removes what is not
  /// finite.
  package func scaleColumns(by factor: Float) {
    ek_scale_columns(base, rows, columns, stride, factor)
  }

  /// Adds the entries of a matrix of the same shape; both may have gaps.
  package func add(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "shapes differ")
    guard !isContiguous || !other.isContiguous else { return ek_add(base, other.base, count) }
    for row in 0..<rows {
      ek_add(base + row * stride, other.base + row * other.stride, columns)
    }
  }

  /// Moves every entry some share of the way to that of a matrix of the same shape.
  package func approach(_ other: Matrix, share: Float) {
    precondition(
      rows == other.rows && columns == other.columns && isContiguous && other.isContiguous,
      "shapes differ")
    ek_approach(base, other.base, share, count)
  }

  /// Σᵢ weightsᵢ · rowᵢ over the rows of `rows`. A weight of 0 drops a row that is not finite.
  package func assignCombination(ofRows rows: Matrix, weights: [Double]) {
    precondition(
      count == rows.columns && isContiguous && weights.count == rows.rows,
      "one weight for each row")
    weights.withUnsafeBufferPointer { weights in
      guard let start = weights.baseAddress else { return }
      ek_combine(rows.base, start, rows.rows, rows.stride, base, count)
    }
  }

  /// Σ x y over all entries, in Double.
  package func dot(_ other: Matrix) -> Double {
    precondition(isContiguous && other.isContiguous && count == other.count, "vectors differ")
    return ek_dot(base, other.base, count)
  }

  /// Σ x² over all entries, in Double.
  package var squaredNorm: Double { dot(self) }
}
