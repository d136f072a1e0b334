/// Rows of integer codes beside a matrix: the category of each embedded feature of each row.
///
/// Sendable is unchecked on the same ground as `FloatBuffer`'s.
package final class CodeBuffer: @unchecked Sendable {
  /// The number of codes.
  package let count: Int
  let base: UnsafeMutablePointer<Int32>

  /// Zeros.
  package init(count: Int) {
    self.count = count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
  }

  deinit {
    base.deallocate()
  }

  /// A view of `rows × columns` codes that follow each other from the start.
  package func matrix(rows: Int, columns: Int) -> CodeMatrix {
    precondition(rows * columns <= count, "codes out of bounds")
    return CodeMatrix(base: base, rows: rows, columns: columns)
  }
}

/// A row-major view of codes, which their buffer must outlive.
///
/// Sendable is unchecked on the same ground as the buffer's: threads read rows that none of them
/// writes.
package struct CodeMatrix: @unchecked Sendable {
  let base: UnsafeMutablePointer<Int32>
  /// The number of rows.
  package let rows: Int
  /// The number of codes a row, which is also the distance between rows.
  package let columns: Int

  /// A view of some of the rows.
  package func rows(_ range: Range<Int>) -> CodeMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows out of bounds")
    return CodeMatrix(
      base: base + range.lowerBound * columns, rows: range.count, columns: columns)
  }

  /// Copies the rows of `codes` (`columns` a row) that the indices name.
  package func gather(_ codes: [Int32], at indices: ArraySlice<Int32>) {
    precondition(indices.count <= rows, "more indices than rows")
    for (row, index) in indices.enumerated() {
      for column in 0..<columns {
        base[row * columns + column] = codes[Int(index) * columns + column]
      }
    }
  }
}
