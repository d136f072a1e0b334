internal import LinearAlgebra

/// The way back for one weighted sum of the losses where a batch has few slices: a thread carries a
/// slice from the outputs down to the inputs at once, with gradients of the parameters of the slice's
/// own, and at the end these are added up, in the slices' order.
///
/// Beside `BackwardPass`, which goes layer by layer, threads meet twice instead of once a layer and
/// leave each other's rows alone, which is most of the time of a small step. It takes a vector of
/// parameters for each slice, so it is not for many.
struct SlicedBackward: Sendable {
  private let network: MultiTaskNetwork
  private let activations: Activations
  private let workers: Workers
  private let inputs: PlannedLayers
  private let weights: PlannedGradients
  private let pieces: VectorPieces
  /// The gradients of all slices but the first, whose are in the result's place.
  private let others: [FloatBuffer]
  // Even and odd layers' gradients: one is read while the other is written.
  private let even, odd: FloatBuffer

  init(
    network: MultiTaskNetwork, activations: Activations, workers: Workers, plan: SlicePlan
  ) {
    self.network = network
    self.activations = activations
    self.workers = workers
    inputs = PlannedLayers(
      backward: network, rows: plan.rows, copies: 1, packs: false, lanes: workers.count)
    weights = PlannedGradients(network: network, rows: plan.rows, lanes: workers.count)
    pieces = VectorPieces(of: network.layout.count)
    others = (1..<max(plan.count, 1)).map { _ in FloatBuffer(count: network.layout.count) }
    let count = plan.totalRows * network.trunk.widest
    even = FloatBuffer(count: count)
    odd = FloatBuffer(count: count)
  }

  /// Computes the gradient of all parameters.
  ///
  /// - Parameters:
  ///   - weighing: Gives the gradients at the outputs that the shared parameters' follow from.
  ///   - headWeighing: Gives those of the heads' own; nil for the same.
  ///   - gradient: Where it goes.
  ///   - side: What is to be done meanwhile.
  func run(
    _ source: BackwardPass.Source, weighing: Weighing, headWeighing: Weighing?,
    into gradient: Matrix, beside side: SideWork
  ) {
    let slices = source.slices.count
    workers.perform(
      slices + side.partCount,
      Slices(
        pass: self, source: source, weighing: weighing, headWeighing: headWeighing,
        gradient: gradient, side: side))
    if slices > 1 {
      workers.perform(pieces.count, Sums(pass: self, gradient: gradient, slices: slices))
    }
  }

  /// The gradients at a slice's rows of a layer's products. A slice has its place whatever the layer's
  /// width, for another one may be at another layer meanwhile.
  private func gradients(of layer: Int, rows: Range<Int>, width: Int) -> Matrix {
    (layer % 2 == 0 ? even : odd)
      .matrix(at: rows.lowerBound * network.trunk.widest, rows: rows.count, columns: width)
  }

  /// A part is a slice's whole way back, or of what is done beside.
  private struct Slices: ParallelWork {
    let pass: SlicedBackward
    let source: BackwardPass.Source
    let weighing: Weighing
    let headWeighing: Weighing?
    let gradient: Matrix
    let side: SideWork

    func compute(part: Int, lane: Int) {
      guard part < source.slices.count else {
        return side.compute(part: part - source.slices.count, lane: lane)
      }
      weighing.compute(part: part, lane: lane)
      headWeighing?.compute(part: part, lane: lane)
      let way = SliceWay(
        pass: pass, source: source, slice: source.slices[part],
        gradient: part == 0 ? gradient : pass.others[part - 1].vector, lane: lane)
      way.heads(outputs: weighing.target, ownOutputs: (headWeighing ?? weighing).target)
      for layer in pass.network.trunk.layers.reversed() { way.pass(layer) }
      way.embeddings()
    }
  }

  /// One slice on its way back.
  private struct SliceWay {
    let pass: SlicedBackward
    let source: BackwardPass.Source
    let slice: BatchSlice
    /// In the order of the parameters.
    let gradient: Matrix
    let lane: Int

    private var trunk: Trunk { pass.network.trunk }

    /// From the outputs to the last layer's products, or to the inputs of a network without layers.
    func heads(outputs: Matrix, ownOutputs: Matrix) {
      let heads = pass.network.heads
      let last = trunk.layers.count - 1
      pass.weights.multiplyHeads(
        ownOutputs, pass.activations.representation(batch: source.inputs, rows: slice.capacity),
        of: slice, into: heads.weights(of: gradient), lane: lane)
      heads.sumBiases(ownOutputs.rows(slice.rows), gradient: gradient)
      // The first of the two buffers is the last layer's.
      pass.inputs.multiplyHeads(
        outputs.rows(slice.capacity),
        into: pass.gradients(of: last + 2, rows: slice.capacity, width: trunk.outputWidth),
        parameters: source.parameters, lane: lane)
      if last >= 0 { enter(trunk.layers[last]) }
    }

    /// From a layer's outputs to its products.
    private func enter(_ layer: HiddenLayer) {
      let sums = LayerSums(
        bias: gradient.tensor(layer.dense.bias),
        norm: layer.norm.map { (gain: gradient.tensor($0.gain), shift: gradient.tensor($0.shift)) }
      )
      sums.clear()
      layer.backwardToDense(
        pass.gradients(of: layer.index, rows: slice.capacity, width: layer.width)
          .rows(0..<slice.rows.count),
        of: pass.activations.layer(layer.index, rows: slice.rows), parameters: source.parameters,
        copies: 1, sums: sums)
    }

    /// A layer's weight, and on to the layer below.
    func pass(_ layer: HiddenLayer) {
      let rows = slice.capacity
      let dy = pass.gradients(of: layer.index, rows: rows, width: layer.width)
      pass.weights.multiply(
        layer: layer.index, dy,
        pass.activations.inputs(of: layer.index, batch: source.inputs, rows: rows), of: slice,
        into: gradient.tensor(layer.dense.weight), lane: lane)
      guard layer.index > 0 else { return }
      pass.inputs.multiply(
        layer: layer.index, dy,
        into: pass.gradients(of: layer.index + 1, rows: rows, width: layer.dense.inputs),
        parameters: source.parameters, lane: lane)
      enter(trunk.layers[layer.index - 1])
    }

    /// The gradients of the embeddings' tables: through the first dense layer, for their columns of
    /// the inputs only.
    func embeddings() {
      guard let columns = trunk.embedding.columns else { return }
      let rows = 0..<slice.rows.count
      let dx: Matrix
      if let first = trunk.layers.first {
        dx = pass.gradients(of: 1, rows: slice.capacity, width: columns.count).rows(rows)
        first.dense.backwardInputs(
          columns: columns,
          dy: pass.gradients(of: 0, rows: slice.capacity, width: first.width).rows(rows),
          into: dx, parameters: source.parameters)
      } else {
        dx = pass.gradients(of: 1, rows: slice.capacity, width: trunk.inputWidth).rows(rows)
          .columns(columns)
      }
      for feature in trunk.embedding.tables.indices {
        trunk.embedding.backward(
          feature: feature, source.codes.rows(slice.rows), dx: dx,
          gradient: StackedGradient(values: gradient, copies: 1), adding: false)
      }
    }
  }

  /// Adding up the slices' gradients, in their order; a part is a piece of the vector.
  private struct Sums: ParallelWork {
    let pass: SlicedBackward
    let gradient: Matrix
    let slices: Int

    func compute(part: Int, lane: Int) {
      let piece = pass.pieces.range(part)
      let sum = gradient.columns(piece)
      for other in pass.others.prefix(slices - 1) { sum.add(other.vector.columns(piece)) }
    }
  }
}
