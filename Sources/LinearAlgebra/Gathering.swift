internal import CKernels

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

extension Matrix {
  /// Fills a row for each index: the row of `numbers` (`numberCount` a row), then zeros up to
  /// column `oneHotEnd` with a one in each column that the row of `hot` (`hotCount` a row) names.
  package func gatherInputs(
    numbers: [Float], numberCount: Int, hot: [Int32], hotCount: Int,
    at indices: ArraySlice<Int32>, oneHotEnd: Int
  ) {
    precondition(
      indices.count <= rows && numberCount <= oneHotEnd && oneHotEnd <= columns,
      "inputs do not fit")
    numbers.withUnsafeBufferPointer { numbers in
      hot.withUnsafeBufferPointer { hot in
        indices.withUnsafeBufferPointer { indices in
          guard let first = indices.baseAddress else { return }
          ek_gather_inputs(
            numbers.baseAddress ?? UnsafePointer(base), numberCount, hot.baseAddress ?? first,
            hotCount, first, indices.count, base, stride, oneHotEnd)
        }
      }
    }
  }

  /// Fills this row with the values the indices name.
  package func gather(_ values: [Float], at indices: ArraySlice<Int32>) {
    precondition(indices.count <= count && isContiguous, "more indices than room")
    values.withUnsafeBufferPointer { values in
      indices.withUnsafeBufferPointer { indices in
        guard let source = values.baseAddress, let first = indices.baseAddress else { return }
        ek_gather(source, first, indices.count, base)
      }
    }
  }

  /// Fills each row with the row of the table that its code names.
  package func gatherEmbedding(table: Matrix, codes: CodeMatrix, feature: Int) {
    precondition(
      codes.rows == rows && feature < codes.columns && table.columns == columns
        && table.isContiguous, "shapes differ")
    ek_gather_embedding(
      table.base, columns, codes.base + feature, codes.columns, rows, base, stride)
  }

  /// The gradient of an embedding table for each of `copies` tasks, from the gradients of the
  /// gathered rows (`gathered`, stacked, may have gaps); this matrix has `copies` · size rows.
  package func assignEmbeddingGradient(
    of gathered: Matrix, codes: CodeMatrix, feature: Int, copies: Int
  ) {
    precondition(
      gathered.rows == codes.rows * copies && gathered.columns == columns && isContiguous
        && rows % copies == 0, "shapes differ")
    ek_scatter_embedding(
      gathered.base, gathered.stride, codes.base + feature, codes.columns, codes.rows, copies,
      columns, rows / copies, base)
  }
}
