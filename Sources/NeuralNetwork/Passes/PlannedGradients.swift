internal import LinearAlgebra

/// The products that give a slice's gradients of all dense layers' weights, planned once for a full
/// slice: of the gradients at a layer's units, transposed, and what the layer reads.
struct PlannedGradients: Sendable {
  private let layers: [PlannedProduct]
  private let heads: PlannedProduct

  /// - Parameters:
  ///   - rows: Of a slice.
  ///   - lanes: How many slices may be multiplied side by side.
  init(network: MultiTaskNetwork, rows: Int, lanes: Int) {
    func plan(outputs: Int, inputs: Int) -> PlannedProduct {
      PlannedProduct(
        FactorShape(rows: rows, columns: outputs, transposed: true),
        FactorShape(rows: rows, columns: inputs), precision: .single, lanes: lanes)
    }
    layers = network.trunk.layers.map { plan(outputs: $0.dense.outputs, inputs: $0.dense.inputs) }
    heads = plan(outputs: network.heads.outputCount, inputs: network.heads.width)
  }

  /// The gradient of a hidden layer's weight: outputs × inputs.
  ///
  /// - Parameters:
  ///   - dy: A full slice's rows × outputs.
  ///   - x: A full slice's rows × inputs.
  func multiply(
    layer: Int, _ dy: Matrix, _ x: Matrix, of slice: BatchSlice, into gradient: Matrix, lane: Int
  ) {
    multiply(layers[layer], dy, x, of: slice, into: gradient, lane: lane)
  }

  /// The gradient of all heads' weights: outputs × width.
  ///
  /// - Parameters:
  ///   - outputs: The batch's rows × outputs.
  ///   - representation: A full slice's rows × width.
  func multiplyHeads(
    _ outputs: Matrix, _ representation: Matrix, of slice: BatchSlice, into gradient: Matrix,
    lane: Int
  ) {
    multiply(
      heads, outputs.rows(slice.capacity), representation, of: slice, into: gradient, lane: lane)
  }

  private func multiply(
    _ product: PlannedProduct, _ dy: Matrix, _ x: Matrix, of slice: BatchSlice,
    into gradient: Matrix, lane: Int
  ) {
    if slice.isFull {
      product.assign(dy.factor, x.factor, to: gradient, lane: lane)
    } else {
      // The sum must not reach the rows that the batch does not have.
      let rows = 0..<slice.rows.count
      gradient.assignProduct(dy.rows(rows).transposed, x.rows(rows).plain)
    }
  }
}
