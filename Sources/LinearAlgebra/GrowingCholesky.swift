internal import CKernels

/// Cholesky's factor U of a positive definite matrix A = Uᵀ U to which rows and columns are added,
/// and from which they are taken: some n² operations for one, n³/3 for a whole matrix at once. A
/// row that depends on those before it is refused: A stays positive definite.
package struct GrowingCholesky: Sendable {
  /// The order n of the matrix so far.
  package private(set) var count = 0
  /// The upper triangle, row after row, each as long as `stride`.
  private var entries: [Double] = []
  private var stride = 0
  /// The pivots that rounding alone may leave.
  private var thresholds: [Double] = []

  /// An empty matrix.
  package init() {}

  /// Starts anew, with room for some rows.
  package mutating func removeAll(reserving capacity: Int) {
    count = 0
    guard thresholds.count < capacity else { return }
    // An odd number of cache lines: rows below each other are then kept in different places.
    stride = 8 * (capacity / 8 + 1 | 1)
    entries = Array(repeating: 0, count: capacity * stride)
    thresholds = Array(repeating: 0, count: capacity)
  }

  /// Adds a row of A, unless it depends on the rows before it.
  ///
  /// - Parameters:
  ///   - row: The row left of the diagonal, `count` entries, of which nothing useful is left; if
  ///     the
  ///     row depends on the others, it becomes the x with A x = row.
  ///   - diagonal: The diagonal entry.
  ///   - negligible: The pivot that rounding alone may leave.
  /// - Returns: Whether the row was added.
  package mutating func append(
    _ row: inout [Double], diagonal: Double, negligible: Double
  ) -> Bool {
    precondition(count < thresholds.count && row.count >= count, "no room for another row")
    substituteForward(&row)
    var pivot = diagonal
    for j in 0..<count { pivot -= row[j] * row[j] }
    guard pivot > negligible else {
      substituteBackward(&row)
      return false
    }
    for k in 0..<count { entries[k * stride + count] = row[k] }
    entries[count * stride + count] = pivot.squareRoot()
    count += 1
    return true
  }

  /// Takes a row of A and its column away.
  package mutating func remove(at position: Int) {
    precondition(position >= 0 && position < count, "there is no such row")
    entries.withUnsafeMutableBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      ek_remove_column(base, stride, count, position)
    }
    count -= 1
  }

  /// Factorises the matrix of some of a Gramian's rows and columns, in place of what was there.
  ///
  /// - Parameters:
  ///   - gramian: The symmetric matrix.
  ///   - rows: The rows of it that A has, in their order.
  ///   - tolerance: Which part of a diagonal entry rounding alone may leave as its pivot.
  /// - Returns: Whether every row was added; if not, those before the first that depends on the
  ///   others are there.
  package mutating func factorise(_ gramian: Gramian, rows: [Int], tolerance: Double) -> Bool {
    removeAll(reserving: rows.count)
    precondition(rows.allSatisfy { $0 >= 0 && $0 < gramian.count }, "there is no such row")
    for (k, i) in rows.enumerated() { thresholds[k] = tolerance * gramian.squaredNorm(i) }
    entries.withUnsafeMutableBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      gramian.entries.withUnsafeBufferPointer { matrix in
        ek_gather_symmetric(matrix.baseAddress, gramian.count, rows, rows.count, base, stride)
      }
      count = ek_cholesky(base, stride, rows.count, thresholds)
    }
    return count == rows.count
  }

  /// Replaces the first `count` entries of b by the x with A x = b.
  package func solve(_ x: inout [Double]) {
    precondition(x.count >= count, "too few entries")
    substituteForward(&x)
    substituteBackward(&x)
  }

  private func substituteForward(_ x: inout [Double]) {
    ek_solve_transposed(entries, stride, count, &x)
  }

  private func substituteBackward(_ x: inout [Double]) {
    ek_solve_upper(entries, stride, count, &x)
  }
}
