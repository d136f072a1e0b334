internal import LinearAlgebra

/// The way back through the trunk: from gradients at the outputs to those of the shared parameters,
/// for one weighted sum of the losses, or for every task at once.
///
/// It goes layer by layer, and in each the threads share two kinds of work that read the same
/// gradients: the products that give the layer's parameters' gradients, cut by units, and those that
/// carry the gradients on, cut by rows. So no sum is cut, and nothing has to be added up afterwards.
/// The gradients at a layer's rows live only until the next layer is done; where those of all rows
/// and tasks would be too much, the rows come in rounds.
struct BackwardPass: Sendable {
  /// The number of tasks whose gradients are stacked, or 1 for a weighted sum.
  let copies: Int

  let network: MultiTaskNetwork
  let activations: Activations
  let workers: Workers
  private let slicesPerRound: Int
  // Even and odd layers' gradients: one is read while the other is written.
  private let even, odd: FloatBuffer

  /// - Parameter roundRows: The most rows of `slicesPerRound` slices.
  init(
    network: MultiTaskNetwork, activations: Activations, workers: Workers, copies: Int,
    slicesPerRound: Int, roundRows: Int
  ) {
    self.network = network
    self.activations = activations
    self.workers = workers
    self.copies = copies
    self.slicesPerRound = slicesPerRound
    let count = roundRows * copies * network.trunk.widest
    even = FloatBuffer(count: count)
    odd = FloatBuffer(count: count)
  }

  /// What a run reads.
  struct Source: Sendable {
    /// batch × all outputs: the gradients there, weighted if there is one copy.
    let outputs: Matrix
    /// batch × input width.
    let inputs: Matrix
    let codes: CodeMatrix
    let parameters: Matrix
    /// The slices that hold the batch's rows.
    let slices: ArraySlice<BatchSlice>

    /// The rows of the batch.
    var rowCount: Int { slices.last?.rows.upperBound ?? 0 }
  }

  /// Computes the gradients of the trunk's parameters, from the last layer on.
  ///
  /// - Parameters:
  ///   - lowest: The layer to stop at; nil goes down to the embeddings.
  ///   - gradient: Where those of a group of segments go.
  ///   - isReady: Called with a group whose gradients are complete.
  func run(
    _ source: Source, downTo lowest: Int? = nil,
    into gradient: ([ParameterSegment]) -> StackedGradient,
    isReady: ([ParameterSegment]) -> Void = { _ in }
  ) {
    let trunk = network.trunk
    var first = source.slices.startIndex
    while first < source.slices.endIndex {
      let end = min(first + slicesPerRound, source.slices.endIndex)
      let round = BackwardRound(pass: self, source: source, slices: first..<end)
      let isLast = end == source.slices.endIndex
      round.begin()
      for index in trunk.layers.indices.reversed() where index >= lowest ?? 0 {
        let segments = trunk.layers[index].segments
        round.pass(layer: index, goesOn: index > lowest ?? 0, gradient: gradient(segments))
        if isLast { isReady(segments) }
      }
      if lowest == nil, !trunk.embedding.tables.isEmpty {
        round.passEmbeddings(gradient: gradient(trunk.embedding.tables))
        if isLast { isReady(trunk.embedding.tables) }
      }
      first = end
    }
  }

  /// The gradients at some rows of a layer's products: (rows · copies) × width.
  ///
  /// - Parameter offset: The first row's place in the round.
  func gradients(of layer: Int, offset: Int, rows: Int, width: Int) -> Matrix {
    (layer % 2 == 0 ? even : odd)
      .matrix(at: offset * copies * width, rows: rows * copies, columns: width)
  }
}

/// The rows that go back together.
private struct BackwardRound: Sendable {
  let pass: BackwardPass
  let source: BackwardPass.Source
  let slices: ArraySlice<BatchSlice>
  let rows: Range<Int>
  /// Whether other rows came before, to whose gradients these are added.
  let isLater: Bool

  init(pass: BackwardPass, source: BackwardPass.Source, slices range: Range<Int>) {
    self.pass = pass
    self.source = source
    slices = source.slices[range]
    rows =
      source.slices[range.lowerBound].rows
      .lowerBound..<source.slices[range.upperBound - 1]
      .rows.upperBound
    isLater = range.lowerBound > source.slices.startIndex
  }

  private var trunk: Trunk { pass.network.trunk }
  private var copies: Int { pass.copies }

  private func slice(_ part: Int) -> BatchSlice { slices[slices.startIndex + part] }

  private func gradients(of layer: Int, rows: Range<Int>, width: Int) -> Matrix {
    pass.gradients(
      of: layer, offset: rows.lowerBound - self.rows.lowerBound, rows: rows.count, width: width)
  }

  /// From the outputs to the last layer's products, or to the inputs of a network without layers.
  func begin() {
    pass.workers.perform(slices.count) { part in
      let slice = slice(part)
      let outputs = source.outputs.rows(slice.rows)
      let last = trunk.layers.count - 1
      let target = gradients(of: last + 2, rows: slice.rows, width: trunk.outputWidth)
      let heads = pass.network.heads
      if copies == 1 {
        heads.backwardInputs(outputs, into: target, parameters: source.parameters)
      } else {
        heads.backwardInputsPerTask(outputs, into: target, parameters: source.parameters)
      }
      if last >= 0 { enter(last, slice, target) }
    }
  }

  /// From a layer's outputs to its products, for a slice.
  private func enter(_ layer: Int, _ slice: BatchSlice, _ gradients: Matrix) {
    let norm = slice.normGradients(of: layer, copies: copies)
    norm?.gain.clear()
    norm?.shift.clear()
    trunk.layers[layer].backwardToDense(
      gradients, of: pass.activations.layer(layer, rows: slice.rows),
      parameters: source.parameters, copies: copies, normGradients: norm)
  }

  /// A layer's parameters' gradients, and the gradients at the layer below if it goes on.
  func pass(layer index: Int, goesOn: Bool, gradient: StackedGradient) {
    let layer = trunk.layers[index]
    let x = pass.activations.inputs(of: index, batch: source.inputs, rows: rows)
    let dy = gradients(of: index, rows: rows, width: layer.width)
    let units = UnitParts(count: copies * layer.width)
    pass.workers.perform(units.partCount + (goesOn ? slices.count : 0)) { part in
      if part < units.partCount {
        layer.dense.backwardParameters(
          x, dy: dy, gradient: gradient, units: units.range(part), adding: isLater)
      } else {
        let slice = slice(part - units.partCount)
        let target = gradients(of: index + 1, rows: slice.rows, width: layer.dense.inputs)
        layer.dense.backwardInputs(
          columns: 0..<layer.dense.inputs,
          dy: gradients(of: index, rows: slice.rows, width: layer.width), into: target,
          parameters: source.parameters)
        enter(index - 1, slice, target)
      }
    }
    if let norm = layer.norm { add(norm, of: index, to: gradient) }
  }

  /// Adds up the slices' gradients of a normalisation, in their order.
  private func add(_ norm: LayerNormLayer, of layer: Int, to gradient: StackedGradient) {
    let (gain, shift) = (gradient.block(norm.gain), gradient.block(norm.shift))
    if !isLater {
      gain.clear()
      shift.clear()
    }
    for slice in slices {
      guard let part = slice.normGradients(of: layer, copies: copies) else { continue }
      gain.add(part.gain)
      shift.add(part.shift)
    }
  }

  /// The gradients of the embeddings' tables: through the first dense layer, for their columns of
  /// the inputs only.
  func passEmbeddings(gradient: StackedGradient) {
    guard let columns = trunk.embedding.columns else { return }
    let first = trunk.layers.first
    if let first {
      pass.workers.perform(slices.count) { part in
        let rows = slice(part).rows
        first.dense.backwardInputs(
          columns: columns, dy: gradients(of: 0, rows: rows, width: first.width),
          into: gradients(of: 1, rows: rows, width: columns.count),
          parameters: source.parameters)
      }
    }
    let inputs = gradients(
      of: 1, rows: rows, width: first == nil ? trunk.inputWidth : columns.count)
    let dx = first == nil ? inputs.columns(columns) : inputs
    pass.workers.perform(trunk.embedding.tables.count) { feature in
      trunk.embedding.backward(
        feature: feature, source.codes.rows(rows), dx: dx, gradient: gradient, adding: isLater)
    }
  }
}

/// How the units of a layer, times the copies, are cut for the products that give their gradients.
/// The cut depends on their number alone, so the threads leave no trace in the result.
private struct UnitParts: Sendable {
  let count: Int
  let partCount: Int

  init(count: Int) {
    self.count = count
    // Fewer units would make a product slow; parts that are a power of two share evenly.
    var parts = 2
    while parts < 8 && count / (2 * parts) >= 128 { parts *= 2 }
    partCount = count >= 32 ? parts : 1
  }

  func range(_ part: Int) -> Range<Int> {
    count * part / partCount..<count * (part + 1) / partCount
  }
}
