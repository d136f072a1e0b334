internal import CKernels
internal import CPlannedProduct

/// How the factors of a product are held. The sums are in Float32 in either case.
package enum FactorPrecision: Sendable {
  case single
  /// Float32 with its last sixteen bits rounded away: eight bits of precision, the same range.
  case bfloat16

  /// Bfloat16 where the processor multiplies it faster than Float32.
  package static var fastest: FactorPrecision { ep_has_bfloat16() ? .bfloat16 : .single }

  /// The bytes of a number.
  package var byteCount: Int { self == .bfloat16 ? 2 : 4 }
}

/// Memory for numbers that are only factors of products, zeros at first. It is shared by reference,
/// and the threads of a step write disjoint parts, as of a `FloatBuffer`: on the same ground
/// Sendable is unchecked.
package final class FactorBuffer: @unchecked Sendable {
  private let precision: FactorPrecision
  private let count: Int
  private let base: UnsafeMutableRawPointer

  package init(count: Int, precision: FactorPrecision) {
    precondition(count >= 0, "a buffer's size is not negative")
    self.count = count
    self.precision = precision
    let bytes = max(count, 1) * precision.byteCount
    base = .allocate(byteCount: bytes, alignment: 64)
    // All bits zero are the number 0 in either precision.
    base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit {
    base.deallocate()
  }

  /// A view of `rows × columns` numbers that follow each other from `offset`.
  package func matrix(at offset: Int = 0, rows: Int, columns: Int) -> FactorMatrix {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= count,
      "a \(rows) × \(columns) matrix at \(offset) does not fit in \(count) numbers")
    return FactorMatrix(
      base: base + offset * precision.byteCount, rows: rows, columns: columns, stride: columns,
      precision: precision)
  }
}

/// A row-major view of part of a `FactorBuffer`, which must outlive it. Sendable is unchecked on
/// the same ground as the buffer's.
package struct FactorMatrix: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  /// The number of rows.
  package let rows: Int
  /// The number of columns.
  package let columns: Int
  /// The distance in numbers from one row to the next; at least `columns`.
  package let stride: Int
  let precision: FactorPrecision

  /// A view of some of the rows.
  package func rows(_ range: Range<Int>) -> FactorMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows out of bounds")
    return FactorMatrix(
      base: base + range.lowerBound * stride * precision.byteCount, rows: range.count,
      columns: columns, stride: stride, precision: precision)
  }

  /// A view of some of the columns.
  package func columns(_ range: Range<Int>) -> FactorMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns out of bounds")
    return FactorMatrix(
      base: base + range.lowerBound * precision.byteCount, rows: rows, columns: range.count,
      stride: stride, precision: precision)
  }

  /// A contiguous matrix of the same entries with other dimensions.
  package func reshaped(rows newRows: Int, columns newColumns: Int) -> FactorMatrix {
    precondition(stride == columns && newRows * newColumns == rows * columns, "cannot be reshaped")
    return FactorMatrix(
      base: base, rows: newRows, columns: newColumns, stride: newColumns, precision: precision)
  }

  /// Overwrites the entries with those of a matrix of the same shape, rounded to the nearest.
  package func assign(_ x: Matrix) {
    precondition(rows == x.rows && columns == x.columns, "shapes differ")
    switch precision {
    case .bfloat16:
      ek_round(
        x.base, base.assumingMemoryBound(to: UInt16.self), rows, columns, x.stride, stride)
    case .single:
      let y = base.assumingMemoryBound(to: Float.self)
      for row in 0..<rows {
        (y + row * stride).update(from: x.base + row * x.stride, count: columns)
      }
    }
  }

  /// Sets every entry to zero.
  package func clear() {
    for row in 0..<rows {
      (base + row * stride * precision.byteCount)
        .initializeMemory(as: UInt8.self, repeating: 0, count: columns * precision.byteCount)
    }
  }
}

extension Matrix {
  /// This matrix as a factor of a planned product, in Float32; no number is moved.
  package var factor: FactorMatrix {
    FactorMatrix(
      base: UnsafeMutableRawPointer(base), rows: rows, columns: columns, stride: stride,
      precision: .single)
  }

  /// Folds the columns of `x` into this matrix's k: column c goes to column c mod k, times its
  /// sign.
  ///
  /// - Parameter signs: 1 or −1 for each column of `x`, which may have gaps.
  package func assignFold(of x: Matrix, signs: Matrix) {
    precondition(
      rows == x.rows && isContiguous && signs.isContiguous
        && signs.count == x.columns && columns > 0, "a sign for each column")
    ek_fold(x.base, x.stride, signs.base, base, rows, x.columns, columns)
  }
}
