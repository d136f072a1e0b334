/// The squared length of a vector, computed side by side: in Double, added up in an order that depends
/// on the vector's length alone.
///
/// Sendable is unchecked because the sums are mutable. It holds because each is written by the one
/// thread that has its part, and they are read when all parts are done.
package final class SquaredNorm: @unchecked Sendable {
  private let count: Int
  private let partCount: Int
  private let sums: UnsafeMutablePointer<Double>

  /// A part reads so many numbers.
  private static let partLength = 1 << 14

  /// - Parameter count: The length of the vectors.
  package init(count: Int) {
    self.count = count
    partCount = max((count + Self.partLength - 1) / Self.partLength, 1)
    sums = .allocate(capacity: partCount)
    sums.initialize(repeating: 0, count: partCount)
  }

  deinit {
    sums.deallocate()
  }

  /// Σ x² over all entries of a vector.
  package func callAsFunction(of vector: Matrix, workers: Workers) -> Double {
    precondition(vector.count == count && vector.isContiguous, "another length was planned")
    workers.perform(partCount, Work(norm: self, vector: vector))
    var sum = 0.0
    for part in 0..<partCount { sum += sums[part] }
    return sum
  }

  private struct Work: ParallelWork {
    let norm: SquaredNorm
    let vector: Matrix

    func compute(part: Int, lane: Int) {
      let first = part * SquaredNorm.partLength
      let columns = min(SquaredNorm.partLength, norm.count - first)
      norm.sums[part] = vector.part(at: first, rows: 1, columns: columns).squaredNorm
    }
  }
}
