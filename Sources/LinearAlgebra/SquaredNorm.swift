/// The squared length of a vector, computed side by side: in Double, added up in an order that
/// depends on the vector's length alone.
///
/// Sendable is unchecked because the sums are mutable. It holds because each is written by the one
/// thread that has its part, and they are read when all parts are done.
package final class SquaredNorm: @unchecked Sendable {
  private let count: Int
  private let pieces: VectorPieces
  private let sums: UnsafeMutablePointer<Double>

  /// - Parameter count: The length of the vectors.
  package init(count: Int) {
    self.count = count
    pieces = VectorPieces(of: count)
    sums = .allocate(capacity: max(pieces.count, 1))
    sums.initialize(repeating: 0, count: pieces.count)
  }

  deinit {
    sums.deallocate()
  }

  /// Σ x² over all entries of a vector.
  package func callAsFunction(of vector: Matrix, workers: Workers) -> Double {
    precondition(
      vector.columns == count && vector.rows == 1, "a row of another length was planned")
    workers.perform(pieces.count, Work(norm: self, vector: vector))
    var sum = 0.0
    for piece in 0..<pieces.count { sum += sums[piece] }
    return sum
  }

  private struct Work: ParallelWork {
    let norm: SquaredNorm
    let vector: Matrix

    func compute(part: Int, lane: Int) {
      norm.sums[part] = vector.columns(norm.pieces.range(part)).squaredNorm
    }
  }
}
