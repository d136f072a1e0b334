internal import CKernels

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

  /// Fills each row with the row of `values` (`columns` a row) that its index names.
  package func gatherRows(_ values: [Float], at indices: ArraySlice<Int32>) {
    gatherInputs(
      numbers: values, numberCount: columns, hot: [], hotCount: 0, at: indices, oneHotEnd: columns)
  }

  /// Fills each row with the row of the table that its code names.
  package func gatherEmbedding(table: Matrix, codes: CodeMatrix, feature: Int) {
    precondition(
      codes.rows == rows && feature < codes.columns && table.columns == columns
        && table.isContiguous, "shapes differ")
    ek_gather_embedding(
      table.base, columns, codes.base + feature, codes.columns, rows, base, stride)
  }

  /// Adds the gradient of an embedding table for each of `copies` tasks, from the gradients of the
  /// gathered rows (`gathered`, stacked, may have gaps); this matrix has `copies` · size rows.
  package func addEmbeddingGradient(
    of gathered: Matrix, codes: CodeMatrix, feature: Int, copies: Int
  ) {
    precondition(
      gathered.rows == codes.rows * copies && gathered.columns == columns && isContiguous
        && rows % copies == 0, "shapes differ")
    ek_add_embedding(
      gathered.base, gathered.stride, codes.base + feature, codes.columns, codes.rows, copies,
      columns, rows / copies, base)
  }
}
