internal import CDNNL

/// A matrix as a factor of a product: itself or its transpose.
package struct Factor {
  let matrix: Matrix
  let isTransposed: Bool

  var rows: Int { isTransposed ? matrix.columns : matrix.rows }
  var columns: Int { isTransposed ? matrix.rows : matrix.columns }
}

extension Matrix {
  /// This matrix as a factor.
  package var plain: Factor { Factor(matrix: self, isTransposed: false) }

  /// The transpose of this matrix as a factor; no number is moved.
  package var transposed: Factor { Factor(matrix: self, isTransposed: true) }

  /// Writes the product of two factors, times a number, into this matrix, or adds it to what is
  /// there.
  ///
  /// oneDNN computes it, on the calling thread alone: the order of its sums then depends on the
  /// shapes and the processor but not on the number of threads.
  package func assignProduct(
    _ left: Factor, _ right: Factor, times factor: Float = 1, adding: Bool = false
  ) {
    precondition(
      left.columns == right.rows && rows == left.rows && columns == right.columns,
      """
      a \(left.rows) × \(left.columns) matrix times a \(right.rows) × \(right.columns) matrix \
      is not \(rows) × \(columns)
      """)
    guard rows > 0 && columns > 0 else { return }
    guard left.columns > 0 else {
      if !adding { clear() }
      return
    }
    omp_set_num_threads(1)
    let status = dnnl_sgemm(
      left.transposition, right.transposition, dnnl_dim_t(rows), dnnl_dim_t(columns),
      dnnl_dim_t(left.columns), factor, left.matrix.base, dnnl_dim_t(left.matrix.stride),
      right.matrix.base, dnnl_dim_t(right.matrix.stride), adding ? 1 : 0, base, dnnl_dim_t(stride))
    precondition(status == dnnl_success, "oneDNN refused a matrix product: \(status)")
  }
}

extension Factor {
  fileprivate var transposition: CChar {
    CChar(bitPattern: isTransposed ? UInt8(ascii: "T") : UInt8(ascii: "N"))
  }
}
