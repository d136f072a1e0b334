internal import CMixedProduct

/// A matrix product of fixed shapes, which oneDNN plans once, for factors in bfloat16 or Float32.
///
/// oneDNN computes it on the calling thread alone, as it does every other product of a step.
/// Sendable is unchecked because oneDNN notes in a product where its factors are. It holds because
/// a product is handed to one thread at a time.
package final class PlannedProduct: @unchecked Sendable {
  private let left, right: FactorShape
  private let precision: FactorPrecision
  private let product: OpaquePointer

  /// - Parameters:
  ///   - left, right: The factors' shapes: rows × depth and depth × columns.
  ///   - precision: Of the factors.
  package init(_ left: FactorShape, _ right: FactorShape, precision: FactorPrecision) {
    precondition(left.columns == right.rows, "the factors have no product")
    self.left = left
    self.right = right
    self.precision = precision
    guard
      let product = em_product_create(
        left.rows, right.columns, left.columns, left.layout, right.layout, right.columns,
        precision == .bfloat16)
    else {
      preconditionFailure("oneDNN refused a matrix product")
    }
    self.product = product
  }

  deinit {
    em_product_destroy(product)
  }

  /// Writes the product of factors of the planned shapes into a matrix whose rows follow each other
  /// without a gap.
  package func assign(_ x: FactorMatrix, _ y: FactorMatrix, to result: Matrix) {
    precondition(
      left.matches(x) && right.matches(y) && x.precision == precision && y.precision == precision
        && result.isContiguous && result.rows == left.rows && result.columns == right.columns,
      "a product of other shapes was planned")
    precondition(em_product_run(product, x.base, y.base, result.base), "oneDNN failed to multiply")
  }
}

/// The shape in which a matrix is a factor, and how it lies in memory.
package struct FactorShape: Sendable {
  let rows: Int
  let columns: Int
  let stride: Int
  let isTransposed: Bool

  /// A matrix of so many rows and columns, or its transpose.
  ///
  /// - Parameter stride: The distance from one row of the matrix to the next, if there are gaps.
  package init(rows: Int, columns: Int, stride: Int? = nil, transposed: Bool = false) {
    self.rows = transposed ? columns : rows
    self.columns = transposed ? rows : columns
    self.stride = stride ?? columns
    isTransposed = transposed
  }

  fileprivate var layout: em_layout {
    isTransposed
      ? em_layout(row_stride: 1, column_stride: stride)
      : em_layout(row_stride: stride, column_stride: 1)
  }

  fileprivate func matches(_ matrix: FactorMatrix) -> Bool {
    matrix.stride == stride && (isTransposed ? columns : rows) == matrix.rows
      && (isTransposed ? rows : columns) == matrix.columns
  }
}
