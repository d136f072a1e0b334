internal import CKernels

/// Gramians that threads add up side by side, each in a part of its own.
///
/// Sendable is unchecked because the sums are mutable. It holds because each part is handed to one
/// thread at a time, and the parts are read when the threads have joined.
package final class GramianParts: @unchecked Sendable {
  /// The number of parts.
  package let partCount: Int
  private let count: Int
  private let sums: UnsafeMutablePointer<Double>

  /// Zeros: `partCount` matrices of `count` × `count`.
  package init(partCount: Int, count: Int) {
    self.partCount = partCount
    self.count = count
    sums = .allocate(capacity: max(partCount * count * count, 1))
    clear()
  }

  /// The bytes that so many parts take.
  package static func bytes(partCount: Int, count: Int) -> Double {
    Double(MemoryLayout<Double>.stride * partCount) * Double(count) * Double(count)
  }

  deinit {
    sums.deallocate()
  }

  /// Makes all parts zero.
  package func clear() {
    sums.initialize(repeating: 0, count: max(partCount * count * count, 1))
  }

  /// Adds the inner products of the rows of `rows`, which may have gaps, to one part.
  package func add(rows: Matrix, to part: Int) {
    precondition(rows.rows == count && part >= 0 && part < partCount, "one row for each gradient")
    ek_add_gramian(rows.base, count, rows.stride, rows.columns, sums + part * count * count)
  }

  /// Adds the inner products of the columns of `columns`, which may have gaps, to one part.
  package func add(columns: Matrix, to part: Int) {
    precondition(
      columns.columns == count && part >= 0 && part < partCount, "one column for each gradient")
    ek_add_column_gramian(
      columns.base, columns.rows, count, columns.stride, sums + part * count * count)
  }

  /// Writes the sum of all parts, in their order, times a factor.
  package func sum(into gramian: inout Gramian, times factor: Double = 1) {
    precondition(gramian.count == count, "one entry for each pair")
    for i in 0..<count {
      for j in i..<count {
        var sum = 0.0
        for part in 0..<partCount { sum += sums[(part * count + i) * count + j] }
        gramian[i, j] = factor * sum
        gramian[j, i] = factor * sum
      }
    }
  }
}
