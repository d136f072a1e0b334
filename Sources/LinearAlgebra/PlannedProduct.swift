internal import CPlannedProduct

/// A matrix product of fixed shapes, which oneDNN plans once, for factors in bfloat16 or Float32.
///
/// oneDNN computes it on the calling thread alone, as it does every other product of a step.
/// Threads that compute the same product side by side each do so in a lane of their own.
///
/// Sendable is unchecked because oneDNN notes in a lane where the factors are, and in the plan what
/// was packed. It holds because a lane belongs to one thread, and nothing is packed while a product
/// is computed.
package final class PlannedProduct: @unchecked Sendable {
  private let left, right: FactorShape
  private let precision: FactorPrecision
  private let packs: Bool
  private let plan: OpaquePointer
  private let lanes: [OpaquePointer]

  /// - Parameters:
  ///   - left, right: The factors' shapes: rows × depth and depth × columns.
  ///   - precision: Of the factors.
  ///   - packs: Whether the right factor is brought into the order that is multiplied fastest, by
  ///     `pack`; it pays where several products share it.
  ///   - lanes: How many threads may compute the product side by side.
  package init(
    _ left: FactorShape, _ right: FactorShape, precision: FactorPrecision, packs: Bool = false,
    lanes count: Int = 1
  ) {
    precondition(left.columns == right.rows, "the factors have no product")
    self.left = left
    self.right = right
    self.precision = precision
    self.packs = packs
    var shape = ep_shape(
      rows: left.rows, columns: right.columns, depth: left.columns, left: left.layout,
      right: right.layout, bfloat16: precision == .bfloat16, packs: packs)
    guard let plan = ep_plan_create(&shape) else {
      preconditionFailure("oneDNN refused a matrix product")
    }
    self.plan = plan
    lanes = (0..<count).map { _ in
      guard let lane = ep_lane_create(plan) else { preconditionFailure("no memory for a product") }
      return lane
    }
  }

  deinit {
    for lane in lanes { ep_lane_destroy(lane) }
    ep_plan_destroy(plan)
  }

  /// Brings a right factor into the order that is multiplied fastest: until the next one, `assign`
  /// multiplies by it.
  package func pack(_ y: FactorMatrix) {
    precondition(
      packs && right.matches(y) && y.precision == precision, "another factor was planned")
    precondition(ep_plan_pack(plan, y.base), "oneDNN failed to pack a factor")
  }

  /// Writes the product of factors of the planned shapes into a matrix whose rows follow each other
  /// without a gap.
  ///
  /// - Parameter y: Nil for the one that was packed.
  package func assign(_ x: FactorMatrix, _ y: FactorMatrix?, to result: Matrix, lane: Int = 0) {
    precondition(
      left.matches(x) && x.precision == precision && packs == (y == nil)
        && (y.map { right.matches($0) && $0.precision == precision } ?? true)
        && result.rows == left.rows && result.columns == right.columns
        && result.isContiguous, "a product of other shapes was planned")
    precondition(
      ep_lane_run(lanes[lane], x.base, y?.base, result.base), "oneDNN failed to multiply")
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

  fileprivate var layout: ep_layout {
    isTransposed
      ? ep_layout(row_stride: 1, column_stride: stride)
      : ep_layout(row_stride: stride, column_stride: 1)
  }

  fileprivate func matches(_ matrix: FactorMatrix) -> Bool {
    matrix.stride == stride && (isTransposed ? columns : rows) == matrix.rows
      && (isTransposed ? rows : columns) == matrix.columns
  }
}
