/// A row-major view of part of a `FloatBuffer`, which must outlive it.
///
/// Copying a view copies no numbers and counts no reference, so a training step can pass views
/// about freely. Sendable is unchecked on the same ground as the buffer's: threads write disjoint
/// slices.
package struct Matrix: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The distance in floats from one row to the next; at least `columns`.
  package let stride: Int

  /// The number of entries.
  package var count: Int { rows * columns }

  /// Whether the rows follow each other without a gap.
  package var isContiguous: Bool { stride == columns || rows <= 1 }

  /// The entry in a row and a column.
  package subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "out of bounds")
      return base[row * stride + column]
    }
    nonmutating set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "out of bounds")
      base[row * stride + column] = newValue
    }
  }

  /// A view of some of the rows.
  package func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows out of bounds")
    return Matrix(
      base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// A view of some of the columns.
  package func columns(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns out of bounds")
    return Matrix(base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// A view of every `step`-th row, from the one at `first` on.
  package func everyRow(from first: Int, by step: Int) -> Matrix {
    precondition(step > 0 && first >= 0 && first < step && rows % step == 0, "rows out of bounds")
    return Matrix(
      base: base + first * stride, rows: rows / step, columns: columns, stride: step * stride)
  }

  /// A view of `rows × columns` numbers that follow each other from `offset` in a contiguous
  /// matrix.
  package func part(at offset: Int, rows newRows: Int, columns newColumns: Int) -> Matrix {
    precondition(
      isContiguous && offset >= 0 && offset + newRows * newColumns <= count,
      "\(newRows) × \(newColumns) at \(offset) are not part of \(rows) × \(columns)")
    return Matrix(base: base + offset, rows: newRows, columns: newColumns, stride: newColumns)
  }

  /// A contiguous matrix of the same entries with other dimensions.
  package func reshaped(rows newRows: Int, columns newColumns: Int) -> Matrix {
    precondition(isContiguous && newRows * newColumns == count, "cannot be reshaped")
    return Matrix(base: base, rows: newRows, columns: newColumns, stride: newColumns)
  }

  /// A contiguous matrix whose rows are `count` parts of each of these rows.
  package func sides(_ count: Int) -> Matrix {
    count == 1 ? self : reshaped(rows: rows * count, columns: columns / count)
  }

  /// The entries, row by row.
  package var values: [Float] {
    (0..<rows).flatMap { row in (0..<columns).map { base[row * stride + $0] } }
  }

  /// Lends a contiguous matrix's numbers to a C library.
  package func withUnsafeFloats<Result>(
    _ body: (UnsafeMutablePointer<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(isContiguous, "numbers that follow each other")
    return try body(base)
  }

  /// Overwrites the entries, row by row.
  package func copy(_ values: [Float]) {
    precondition(values.count == count, "\(values.count) numbers for \(rows) × \(columns)")
    for row in 0..<rows {
      for column in 0..<columns {
        base[row * stride + column] = values[row * columns + column]
      }
    }
  }

  /// Overwrites the entries with those of a matrix of the same shape.
  package func copy(_ other: Matrix) {
    precondition(rows == other.rows && columns == other.columns, "shapes differ")
    for row in 0..<rows {
      (base + row * stride).update(from: other.base + row * other.stride, count: columns)
    }
  }

  /// Sets every entry to zero.
  package func clear() {
    for row in 0..<rows {
      (base + row * stride).update(repeating: 0, count: columns)
    }
  }
}
