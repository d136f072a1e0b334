internal import LinearAlgebra

/// The spline of one number.
struct SplineStep: Sendable {
  /// The column of x̃, and that of the positions.
  private let source, position: Int
  private let bias, slope, steps: TensorPlace

  /// - Parameters:
  ///   - position: Its place among the splines.
  ///   - places: Of the node's parameters, in their order.
  init(_ node: SplineNode, position: Int, places: [TensorPlace]) {
    source = node.source
    self.position = position
    (bias, slope, steps) = (places[0], places[1], places[2])
  }

  /// The parameters, or their gradients, of all copies.
  private func blocks(of stacked: StackedGradient) -> SplineBlocks {
    SplineBlocks(
      bias: stacked.block(bias), slope: stacked.block(slope), steps: stacked.block(steps))
  }

  func forward(_ rows: EmbeddedRows, into columns: Matrix, parameters: Matrix) {
    columns.assignSpline(
      blocks(of: .parameters(parameters)), of: rows.numbers(source),
      positions: rows.positions(position))
  }

  /// The gradients of its parameters, added to what is there if asked.
  ///
  /// - Parameter dy: (rows · copies) × width.
  func backward(_ rows: EmbeddedRows, dy: Matrix, gradient: StackedGradient, adding: Bool) {
    let gradients = blocks(of: gradient)
    if !adding { gradients.clear() }
    dy.addSplineGradient(
      of: rows.numbers(source), positions: rows.positions(position), copies: gradient.copies,
      to: gradients)
  }
}
