package import LinearAlgebra

/// The eigenvalues and eigenvectors of small symmetric matrices, by cyclic Jacobi rotations.
///
/// Jacobi's method, because it gives the small eigenvalues of a positive semi-definite matrix to
/// high relative accuracy: for A = D C D with D diagonal, the error follows the condition of C, not
/// that of A (Demmel and Veselić 1992, "Jacobi's method is more accurate than QR"). LAPACK's dsyev
/// does not. The cost of some n³ operations a sweep is nothing for the number of tasks, n ≤ 64.
/// Buffers are kept between calls.
package struct SymmetricEigen: Sendable {
  /// The order n of the matrix.
  package private(set) var count = 0
  /// The eigenvalues, the greatest first.
  package private(set) var values: [Double] = []
  /// The unit eigenvectors, row by row, in the order of `values`.
  package private(set) var vectors: [Double] = []
  /// The matrix, rotated towards a diagonal one.
  private var rotated: [Double] = []

  /// More sweeps than any matrix needs: convergence is quadratic, usually within ten.
  private static let maximalSweeps = 60

  /// Creates a solver without buffers.
  package init() {}

  /// Decomposes a symmetric matrix.
  package mutating func decompose(_ matrix: Gramian) {
    decompose(count: matrix.count) { i, j in matrix[i, j] }
  }

  /// Decomposes the symmetric n × n matrix with the given finite entries.
  mutating func decompose(count: Int, entry: (Int, Int) -> Double) {
    load(count: count, entry: entry)
    var sweeps = 0
    while sweep() && sweeps < Self.maximalSweeps { sweeps += 1 }
    for i in 0..<count { values[i] = rotated[i * count + i] }
    sort()
  }

  private mutating func load(count: Int, entry: (Int, Int) -> Double) {
    self.count = count
    values.removeAll(keepingCapacity: true)
    vectors.removeAll(keepingCapacity: true)
    rotated.removeAll(keepingCapacity: true)
    for i in 0..<count {
      values.append(0)
      for j in 0..<count {
        vectors.append(i == j ? 1 : 0)
        rotated.append(entry(i, j))
      }
    }
  }

  /// Rotates each pair of rows once; false if none needed it.
  private mutating func sweep() -> Bool {
    var hasRotated = false
    for p in 0..<count {
      for q in p + 1..<count {
        let product = rotated[p * count + q]
        // Relative to the two diagonal entries, not to the greatest: the source of the accuracy.
        let scale =
          abs(rotated[p * count + p]).squareRoot() * abs(rotated[q * count + q]).squareRoot()
        if abs(product) <= 0x1p-53 * scale { continue }
        rotate(p, q, product)
        hasRotated = true
      }
    }
    return hasRotated
  }

  /// The rotation in the plane of p and q that makes their product zero, by the smaller angle.
  private mutating func rotate(_ p: Int, _ q: Int, _ product: Double) {
    let cotangent = (rotated[q * count + q] - rotated[p * count + p]) / (2 * product)
    let sign: Double = cotangent < 0 ? -1 : 1
    let root = (1 + cotangent * cotangent).squareRoot()
    let tangent = sign / (abs(cotangent) + root)
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for k in 0..<count where k != p && k != q {
      let (a, b) = (rotated[k * count + p], rotated[k * count + q])
      let (first, second) = (cosine * a - sine * b, sine * a + cosine * b)
      rotated[k * count + p] = first
      rotated[p * count + k] = first
      rotated[k * count + q] = second
      rotated[q * count + k] = second
    }
    rotated[p * count + p] -= tangent * product
    rotated[q * count + q] += tangent * product
    rotated[p * count + q] = 0
    rotated[q * count + p] = 0
    for k in 0..<count {
      let (a, b) = (vectors[p * count + k], vectors[q * count + k])
      vectors[p * count + k] = cosine * a - sine * b
      vectors[q * count + k] = sine * a + cosine * b
    }
  }

  /// Puts the greatest eigenvalue first, by insertion.
  private mutating func sort() {
    for i in values.indices {
      var k = i
      while k > 0 && values[k] > values[k - 1] {
        values.swapAt(k, k - 1)
        for j in 0..<count { vectors.swapAt(k * count + j, (k - 1) * count + j) }
        k -= 1
      }
    }
  }
}
