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
  private func blocks(_ block: (TensorPlace) -> Matrix) -> WaveBlocks {
    WaveBlocks(
      frequency: block(frequency), phase: block(phase), weight: block(weight), bias: block(bias))
  }

  /// The parameters, as gradients of one copy lie.
  private func parameters(in vector: Matrix) -> WaveBlocks {
    blocks(StackedGradient(values: vector, copies: 1).block)
  }

  func forward(_ rows: EmbeddedRows, into columns: Matrix, parameters vector: Matrix) {
    columns.assignWaves(parameters(in: vector), of: rows.numbers(source))
  }

  /// The gradients of its parameters, added to what is there if asked.
  ///
  /// - Parameter dy: (rows · copies) × width.
  func backward(
    _ rows: EmbeddedRows, dy: Matrix, parameters vector: Matrix, gradient: StackedGradient,
    adding: Bool
  ) {
    let gradients = blocks(gradient.block)
    if !adding { gradients.clear() }
    dy.addWaveGradient(
      of: rows.numbers(source), parameters: parameters(in: vector), copies: gradient.copies,
      to: gradients)
  }
}
