/// The Cholesky factor L of a symmetric positive semi-definite matrix A = L Lᵀ, grown by one row
/// at a time, which tells when a row depends on those before it (Golub and Van Loan, "Matrix
/// Computations", section 4.2). Its storage is kept from one matrix to the next.
package struct GrowingCholesky {
  /// The number of rows so far.
  package private(set) var count = 0
  /// The lower triangle, row after row.
  private var entries: [Double] = []

  /// An empty matrix.
  package init() {}

  /// Starts anew.
  package mutating func removeAll() {
    count = 0
    entries.removeAll(keepingCapacity: true)
  }

  /// Adds a row of A, unless it depends on the rows before it.
  ///
  /// - Parameters:
  ///   - row: The row left of the diagonal, `count` entries, of which nothing useful is left; if the
  ///     row depends on the others, it becomes the x with A x = row.
  ///   - diagonal: The diagonal entry.
  ///   - negligible: The pivot that rounding alone may leave.
  /// - Returns: Whether the row was added.
  package mutating func append(
    _ row: inout [Double], diagonal: Double, negligible: Double
  ) -> Bool {
    substituteForward(&row)
    var pivot = diagonal
    for j in 0..<count { pivot -= row[j] * row[j] }
    guard pivot > negligible else {
      substituteBackward(&row)
      return false
    }
    for j in 0..<count { entries.append(row[j]) }
    entries.append(pivot.squareRoot())
    count += 1
    return true
  }

  /// Replaces the first `count` entries of b by the x with A x = b.
  package func solve(_ x: inout [Double]) {
    substituteForward(&x)
    substituteBackward(&x)
  }

  private func substituteForward(_ x: inout [Double]) {
    var start = 0
    for i in 0..<count {
      for j in 0..<i { x[i] -= entries[start + j] * x[j] }
      x[i] /= entries[start + i]
      start += i + 1
    }
  }

  private func substituteBackward(_ x: inout [Double]) {
    var start = entries.count
    for i in (0..<count).reversed() {
      start -= i + 1
      x[i] /= entries[start + i]
      for j in 0..<i { x[j] -= entries[start + j] * x[i] }
    }
  }
}
