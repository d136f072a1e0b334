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
  let planned: PlannedLayers
  private let slicesPerRound: Int
  // Even and odd layers' gradients: one is read while the other is written.
  private let even, odd: FloatBuffer

  /// - Parameters:
  ///   - plan: How the batch is cut.
  ///   - slicesPerRound: How many slices go back together.
  init(
    network: MultiTaskNetwork, activations: Activations, workers: Workers, copies: Int,
    plan: SlicePlan, slicesPerRound: Int
  ) {
    self.network = network
    self.activations = activations
    self.workers = workers
    self.copies = copies
    self.slicesPerRound = slicesPerRound
    planned = PlannedLayers(
      backward: network, rows: plan.rows, copies: copies, packs: !plan.hasFewSlices,
      lanes: workers.count)
    let count = slicesPerRound * plan.rows * copies * network.trunk.widest
    even = FloatBuffer(count: count)
    odd = FloatBuffer(count: count)
  }

  /// What a run reads.
  struct Source: Sendable {
    /// batch × all outputs: the gradients there, weighted if there is one copy.
    let outputs: Matrix
    /// At least batch × input width.
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
  ///   - side: What is to be done meanwhile.
  ///   - isReady: Called with a group whose gradients are complete.
  func run(
    _ source: Source, downTo lowest: Int? = nil,
    into gradient: ([ParameterSegment]) -> StackedGradient, beside side: SideWork?,
    isReady: ([ParameterSegment]) -> Void = { _ in }
  ) {
    let trunk = network.trunk
    for slice in source.slices { slice.makeSums(copies: copies) }
    planned.pack(parameters: source.parameters, workers: workers)
    var side = side
    if trunk.layers.isEmpty, let only = side {
      workers.perform(only.partCount, only)
      side = nil
    }
    var first = source.slices.startIndex
    while first < source.slices.endIndex {
      let end = min(first + slicesPerRound, source.slices.endIndex)
      let round = BackwardRound(pass: self, source: source, slices: first..<end)
      let isLast = end == source.slices.endIndex
      workers.perform(end - first, Beginning(round: round))
      for index in trunk.layers.indices.reversed() where index >= lowest ?? 0 {
        let segments = trunk.layers[index].segments
        round.pass(
          layer: index, goesOn: index > lowest ?? 0, gradient: gradient(segments), beside: side)
        side = nil
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

  var trunk: Trunk { pass.network.trunk }
  var copies: Int { pass.copies }

  func slice(_ part: Int) -> BatchSlice { slices[slices.startIndex + part] }

  /// The gradients at some rows of a layer's products, or at what a full slice would have.
  func gradients(of layer: Int, rows: Range<Int>, width: Int) -> Matrix {
    pass.gradients(
      of: layer, offset: rows.lowerBound - self.rows.lowerBound, rows: rows.count, width: width)
  }

  /// From a layer's outputs to its products, for a slice.
  func enter(_ layer: Int, _ slice: BatchSlice) {
    let sums = slice.sums(of: layer, copies: copies)
    sums.clear()
    let width = trunk.layers[layer].width
    trunk.layers[layer].backwardToDense(
      gradients(of: layer, rows: slice.rows, width: width),
      of: pass.activations.layer(layer, rows: slice.rows), parameters: source.parameters,
      copies: copies, sums: sums)
  }

  /// A layer's parameters' gradients, and the gradients at the layer below if it goes on.
  func pass(layer index: Int, goesOn: Bool, gradient: StackedGradient, beside side: SideWork?) {
    let layer = LayerStep(
      round: self, layer: trunk.layers[index], goesOn: goesOn, gradient: gradient, side: side)
    pass.workers.perform(layer.partCount, layer)
  }

  /// The gradients of the embeddings' tables: through the first dense layer, for their columns of
  /// the inputs only.
  func passEmbeddings(gradient: StackedGradient) {
    guard let columns = trunk.embedding.columns else { return }
    let first = trunk.layers.first
    if first != nil {
      pass.workers.perform(slices.count, EmbeddedInputs(round: self, columns: columns))
    }
    let inputs = gradients(
      of: 1, rows: rows, width: first == nil ? trunk.inputWidth : columns.count)
    pass.workers.perform(
      trunk.embedding.tables.count,
      EmbeddingTables(
        embedding: trunk.embedding, codes: source.codes.rows(rows),
        dx: first == nil ? inputs.columns(columns) : inputs, gradient: gradient, adding: isLater))
  }
}

/// From the outputs to the last layer's products, or to the inputs of a network without layers; a part
/// is a slice.
private struct Beginning: ParallelWork {
  let round: BackwardRound

  func compute(part: Int, lane: Int) {
    let slice = round.slice(part)
    let (trunk, heads) = (round.trunk, round.pass.network.heads)
    let last = trunk.layers.count - 1
    // The first of the two buffers is the last layer's.
    let place = last + 2
    if round.copies == 1 {
      round.pass.planned.multiplyHeads(
        round.source.outputs.rows(slice.capacity),
        into: round.gradients(of: place, rows: slice.capacity, width: trunk.outputWidth),
        parameters: round.source.parameters, lane: lane)
    } else {
      heads.backwardInputsPerTask(
        round.source.outputs.rows(slice.rows),
        into: round.gradients(of: place, rows: slice.rows, width: trunk.outputWidth),
        parameters: round.source.parameters)
    }
    if last >= 0 { round.enter(last, slice) }
  }
}

/// The way back through a hidden layer. Its parts are: some units' weights, which take longest; the
/// slices' way to the layer below; the sums over slices; and what is done beside.
private struct LayerStep: ParallelWork {
  let round: BackwardRound
  let layer: HiddenLayer
  let goesOn: Bool
  let gradient: StackedGradient
  let side: SideWork?
  private let units: UnitParts

  init(
    round: BackwardRound, layer: HiddenLayer, goesOn: Bool, gradient: StackedGradient,
    side: SideWork?
  ) {
    self.round = round
    self.layer = layer
    self.goesOn = goesOn
    self.gradient = gradient
    self.side = side
    units = UnitParts(count: round.copies * layer.width)
  }

  private var sliceCount: Int { goesOn ? round.slices.count : 0 }

  var partCount: Int { units.partCount + sliceCount + 1 + (side?.partCount ?? 0) }

  func compute(part: Int, lane: Int) {
    if part < units.partCount {
      return addWeights(units.range(part))
    }
    let rest = part - units.partCount
    if rest < sliceCount {
      descend(round.slice(rest), lane: lane)
    } else if rest == sliceCount {
      addSums()
    } else {
      side?.compute(part: rest - sliceCount - 1, lane: lane)
    }
  }

  private func addWeights(_ units: Range<Int>) {
    let (source, rows) = (round.source, round.rows)
    layer.dense.backwardWeight(
      round.pass.activations.inputs(of: layer.index, batch: source.inputs, rows: rows),
      dy: round.gradients(of: layer.index, rows: rows, width: layer.width), gradient: gradient,
      units: units, adding: round.isLater)
  }

  private func descend(_ slice: BatchSlice, lane: Int) {
    let (rows, below) = (slice.capacity, layer.index - 1)
    round.pass.planned.multiply(
      layer: layer.index, round.gradients(of: layer.index, rows: rows, width: layer.width),
      into: round.gradients(of: layer.index + 1, rows: rows, width: layer.dense.inputs),
      parameters: round.source.parameters, lane: lane)
    round.enter(below, slice)
  }

  /// Adds up the slices' parts of the gradients that are sums over rows, in their order.
  private func addSums() {
    let total = LayerSums(
      bias: gradient.block(layer.dense.bias),
      norm: layer.norm.map { (gain: gradient.block($0.gain), shift: gradient.block($0.shift)) })
    if !round.isLater { total.clear() }
    for slice in round.slices { total.add(slice.sums(of: layer.index, copies: round.copies)) }
  }
}

/// The gradients at the embeddings' columns of the inputs; a part is a slice.
private struct EmbeddedInputs: ParallelWork {
  let round: BackwardRound
  let columns: Range<Int>

  func compute(part: Int, lane: Int) {
    guard let first = round.trunk.layers.first else { return }
    let rows = round.slice(part).rows
    first.dense.backwardInputs(
      columns: columns, dy: round.gradients(of: 0, rows: rows, width: first.width),
      into: round.gradients(of: 1, rows: rows, width: columns.count),
      parameters: round.source.parameters)
  }
}

/// The gradients of the embeddings' tables; a part is a table.
struct EmbeddingTables: ParallelWork {
  let embedding: EmbeddingLayer
  let codes: CodeMatrix
  /// The gradients at the embeddings' columns.
  let dx: Matrix
  let gradient: StackedGradient
  let adding: Bool

  func compute(part: Int, lane: Int) {
    embedding.backward(feature: part, codes, dx: dx, gradient: gradient, adding: adding)
  }
}

/// How the units of a layer, times the copies, are cut for the products that give their gradients.
/// The cut depends on their number alone, so the threads leave no trace in the result.
private struct UnitParts: Sendable {
  let count: Int
  let partCount: Int

  init(count: Int) {
    self.count = count
    // Each part reads all that the layer reads, and a product of few units spends its time on that;
    // parts that are a power of two share evenly.
    var parts = 2
    while parts < 8 && count / (2 * parts) >= 512 { parts *= 2 }
    partCount = count >= 32 ? parts : 1
  }

  func range(_ part: Int) -> Range<Int> {
    count * part / partCount..<count * (part + 1) / partCount
  }
}
