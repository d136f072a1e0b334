internal import LinearAlgebra

/// The products of all dense layers' weights with a slice's rows in one direction through a network,
/// planned once for a full slice. A slice that the batch fills only in part is multiplied whole: what
/// its other rows hold is nobody's.
struct PlannedLayers: Sendable {
  /// For each hidden layer; nil where the direction does not pass it.
  private let layers: [PlannedProduct?]
  private let heads: PlannedProduct?
  private let network: MultiTaskNetwork
  private let packs: Bool

  /// From the inputs to the outputs.
  ///
  /// - Parameters:
  ///   - rows: Of a slice.
  ///   - packs: Whether the weights are packed before the slices share them.
  ///   - lanes: How many slices may be multiplied side by side.
  init(forward network: MultiTaskNetwork, rows: Int, packs: Bool, lanes: Int) {
    func plan(_ outputs: Int, _ inputs: Int) -> PlannedProduct {
      PlannedProduct(
        FactorShape(rows: rows, columns: inputs),
        FactorShape(rows: outputs, columns: inputs, transposed: true), precision: .single,
        packs: packs, lanes: lanes)
    }
    layers = network.trunk.layers.map { plan($0.dense.outputs, $0.dense.inputs) }
    heads = plan(network.heads.outputCount, network.heads.width)
    self.network = network
    self.packs = packs
  }

  /// From the gradients at the outputs of all heads together to those at the first layer's units.
  ///
  /// - Parameters:
  ///   - rows: Of a slice.
  ///   - copies: How many tasks' gradients are stacked for each row; where there are several they
  ///     pass the heads one by one.
  init(backward network: MultiTaskNetwork, rows: Int, copies: Int, packs: Bool, lanes: Int) {
    func plan(_ outputs: Int, _ inputs: Int) -> PlannedProduct {
      PlannedProduct(
        FactorShape(rows: rows * copies, columns: outputs),
        FactorShape(rows: outputs, columns: inputs), precision: .single, packs: packs,
        lanes: lanes)
    }
    layers = network.trunk.layers.map {
      $0.index == 0 ? nil : plan($0.dense.outputs, $0.dense.inputs)
    }
    heads = copies == 1 ? plan(network.heads.outputCount, network.heads.width) : nil
    self.network = network
    self.packs = packs
  }

  /// Packs the weights of the step, if they are to be packed.
  func pack(parameters: Matrix, workers: Workers) {
    guard packs else { return }
    workers.perform(layers.count + 1, Packing(planned: self, parameters: parameters))
  }

  /// Multiplies a slice's rows by the weights of a hidden layer.
  func multiply(layer: Int, _ x: Matrix, into y: Matrix, parameters: Matrix, lane: Int) {
    guard let product = layers[layer] else { preconditionFailure("not on the way") }
    product.assign(
      x.factor, packs ? nil : weights(of: layer, parameters), to: y, lane: lane)
  }

  /// Multiplies a slice's rows by the weights of the heads.
  func multiplyHeads(_ x: Matrix, into y: Matrix, parameters: Matrix, lane: Int) {
    guard let heads else { preconditionFailure("not on the way") }
    heads.assign(
      x.factor, packs ? nil : network.heads.weights(of: parameters).factor, to: y, lane: lane)
  }

  private func weights(of layer: Int, _ parameters: Matrix) -> FactorMatrix {
    parameters.tensor(network.trunk.layers[layer].dense.weight).factor
  }

  /// A part is a layer, or at last the heads.
  private struct Packing: ParallelWork {
    let planned: PlannedLayers
    let parameters: Matrix

    func compute(part: Int, lane: Int) {
      if part < planned.layers.count {
        planned.layers[part]?.pack(planned.weights(of: part, parameters))
      } else {
        planned.heads?.pack(planned.network.heads.weights(of: parameters).factor)
      }
    }
  }
}
