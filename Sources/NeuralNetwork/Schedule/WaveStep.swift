internal import LinearAlgebra

/// The waves of one number.
struct WaveStep: Sendable {
  /// The column of x̃.
  private let source: Int
  private let frequency, phase, weight, bias: TensorPlace

  /// - Parameter places: Of the node's parameters, in their order.
  init(_ node: WaveNode, places: [TensorPlace]) {
    source = node.source
    (frequency, phase, weight, bias) = (places[0], places[1], places[2], places[3])
  }

  /// The parameters, or their gradients, of all copies.
  private func blocks(of stacked: StackedGradient) -> WaveBlocks {
    WaveBlocks(
      frequency: stacked.block(frequency), phase: stacked.block(phase),
      weight: stacked.block(weight), bias: stacked.block(bias))
  }

  func forward(_ rows: EmbeddedRows, into columns: Matrix, parameters: Matrix) {
    columns.assignWaves(blocks(of: .parameters(parameters)), of: rows.numbers(source))
  }

  /// The gradients of its parameters, added to what is there if asked.
  ///
  /// - Parameter dy: (rows · copies) × width.
  func backward(
    _ rows: EmbeddedRows, dy: Matrix, parameters: Matrix, gradient: StackedGradient,
    adding: Bool
  ) {
    let gradients = blocks(of: gradient)
    if !adding { gradients.clear() }
    dy.addWaveGradient(
      of: rows.numbers(source), parameters: blocks(of: .parameters(parameters)),
      copies: gradient.copies,
      to: gradients)
  }
}
