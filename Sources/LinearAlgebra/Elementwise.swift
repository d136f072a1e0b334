internal import CKernels

/// Element-wise kernels over matrices whose rows follow each other without a gap, unless said.
///
/// A `copies` parameter is the number of task gradients stacked in a gradient matrix: its row
/// b · copies + i belongs to row b of the batch and to task i.
extension Matrix {
  /// y = max(x, 0).
  package func assignReLU(of x: Matrix) {
    checkSameShape(x)
    ek_relu(x.base, base, count)
  }

  /// y = x Φ(x), Φ the normal distribution function.
  package func assignGELU(of x: Matrix) {
    checkSameShape(x)
    ek_gelu(x.base, base, count)
  }

  /// The gradient of the input of a ReLU from that of its output; `x` is the input.
  package func assignReLUGradient(of x: Matrix, output: Matrix, copies: Int) {
    checkStacked(on: x, output, copies: copies)
    ek_relu_gradient(x.base, output.base, base, x.rows, copies, columns)
  }

  /// The gradient of the input of a GELU from that of its output; `x` is the input.
  package func assignGELUGradient(of x: Matrix, output: Matrix, copies: Int) {
    checkStacked(on: x, output, copies: copies)
    ek_gelu_gradient(x.base, output.base, base, x.rows, copies, columns)
  }

  /// Adds a row to every row; this matrix may have gaps.
  package func addToRows(_ row: Matrix) {
    precondition(row.count == columns && row.isContiguous, "a row to add has other columns")
    ek_add_bias(base, row.base, rows, columns, stride)
  }

  /// The sums of the columns of `x`, which may have gaps.
  package func assignColumnSums(of x: Matrix) {
    precondition(count == x.columns && isContiguous, "one sum for each column")
    ek_column_sums(x.base, base, x.rows, x.columns, x.stride)
  }

  /// Multiplies every entry.
  package func scale(by factor: Float) {
    precondition(isContiguous, "only a contiguous matrix is scaled")
    ek_scale(base, factor, count)
  }

  /// Multiplies every entry; this matrix may have gaps. A factor of 0 also removes what is not
  /// finite.
  package func scaleColumns(by factor: Float) {
    ek_scale_columns(base, rows, columns, stride, factor)
  }

  /// The sum of the rows of `parts`, which may have gaps between them.
  package func assignSum(ofRows parts: Matrix) {
    precondition(count == parts.columns && isContiguous && parts.rows > 0, "a sum of rows")
    ek_sum_parts(parts.base, parts.rows, parts.stride, base, count)
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

  private func checkSameShape(_ x: Matrix) {
    precondition(
      rows == x.rows && columns == x.columns && isContiguous && x.isContiguous, "shapes differ")
  }

  func checkStacked(on x: Matrix, _ stacked: Matrix, copies: Int) {
    checkSameShape(stacked)
    precondition(
      x.isContiguous && rows == x.rows * copies && columns == x.columns,
      "\(rows) gradient rows for \(x.rows) rows and \(copies) tasks")
  }
}
