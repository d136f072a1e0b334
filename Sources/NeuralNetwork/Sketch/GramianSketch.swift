internal import LinearAlgebra
internal import RandomNumbers

/// Estimates the inner products of all tasks' gradients of the shared parameters, for a fraction of
/// what the gradients themselves cost.
///
/// Task i's gradient of a dense layer's weights is DᵢᵀX, of its gradients Dᵢ (batch × units) at the
/// layer's units and of what the layer reads, X (batch × inputs), with a column of ones for the bias.
/// A random matrix R (units × k) with E[RRᵀ] = I, the same for all tasks, leaves k rows of it,
/// (DᵢR)ᵀX, whose inner products have the right mean: E⟨(DᵢR)ᵀX, (DⱼR)ᵀX⟩ = ⟨DᵢᵀX, DⱼᵀX⟩. Here R
/// has one entry a unit, a random sign in column u mod k (the count sketch of Charikar, Chen and
/// Farach-Colton 2002), so that DR is a sum of columns; where k reaches the number of units R is
/// orthogonal, and nothing is estimated. Gradients of normalisations and embeddings, which are small,
/// are not projected.
///
/// Factors are in bfloat16 where the processor is faster with them, sums in Float32, the inner
/// products in Double. What remains of the exact form's cost is to carry every task's gradients from
/// layer to layer. Memory: rows × tasks × (twice the widest layer + 2k) factors, and tasks × k rows
/// of a layer's inputs.
struct GramianSketch: Sendable {
  let network: MultiTaskNetwork
  let activations: Activations
  let workers: Workers
  let chunks: SketchChunks
  let layers: [SketchLayer]
  let slices: [SketchSlice]
  let parts: GramianParts
  private let capacity: Int
  // Projections of even and odd layers: one is read while the other is written.
  private let even, odd: FactorBuffer
  /// For the gradients at the embeddings' columns, and of their tables.
  let embedded, tables: FloatBuffer

  /// - Parameters:
  ///   - slices: The slices' rows of a full batch.
  ///   - columns: k.
  init(
    network: MultiTaskNetwork, activations: Activations, workers: Workers, slices: [Range<Int>],
    columns: Int, precision: FactorPrecision
  ) {
    let trunk = network.trunk
    let copies = network.headConfigurations.count
    let capacity = slices.last?.upperBound ?? 0
    let chunks = SketchChunks(sliceRows: slices.first?.count ?? 0, copies: copies)
    self.network = network
    self.activations = activations
    self.workers = workers
    self.chunks = chunks
    self.capacity = capacity
    let embeddedColumns = trunk.embedding.columns ?? 0..<0
    layers = trunk.layers.map { layer in
      SketchLayer(
        layer.dense, propagated: layer.index > 0 ? 0..<layer.dense.inputs : embeddedColumns,
        capacity: capacity, sliceCount: slices.count, chunks: chunks, columns: columns,
        precision: precision)
    }
    let buckets = layers.reduce(0) { max($0, $1.buckets) }
    self.slices = slices.map { _ in
      SketchSlice(chunks: chunks, widest: trunk.widest, buckets: buckets, precision: precision)
    }
    even = FactorBuffer(count: capacity * copies * buckets, precision: precision)
    odd = FactorBuffer(count: capacity * copies * buckets, precision: precision)
    parts = GramianParts(partCount: SketchLayer.mostParts, count: copies)
    embedded = FloatBuffer(count: capacity * copies * embeddedColumns.count)
    tables = FloatBuffer(count: copies * trunk.embedding.tables.reduce(0) { $0 + $1.count })
  }

  /// Writes the estimates for a batch.
  ///
  /// - Parameter key: What R follows from; fresh each step.
  func run(_ source: BackwardPass.Source, key: UInt64, into gramian: inout Gramian) {
    parts.clear()
    var generator = SeededGenerator(seed: key, stream: .sketch)
    for layer in layers { layer.drawSigns(from: &generator) }
    let round = SketchRound(sketch: self, source: source)
    round.begin()
    for index in layers.indices.reversed() { round.pass(layer: index) }
    round.addEmbeddings()
    parts.sum(into: &gramian)
  }

  /// The projected gradients of a layer: capacity × (copies · buckets).
  func projection(of layer: Int) -> FactorMatrix {
    (layer % 2 == 0 ? even : odd)
      .matrix(rows: capacity, columns: chunks.copies * layers[layer].buckets)
  }

  /// The projected gradients of some rows of a layer, stacked: (rows · copies) × buckets.
  func projection(of layer: Int, rows: Range<Int>) -> FactorMatrix {
    let width = chunks.copies * layers[layer].buckets
    return (layer % 2 == 0 ? even : odd)
      .matrix(
        at: rows.lowerBound * width, rows: rows.count * chunks.copies,
        columns: layers[layer].buckets)
  }

  /// The rows that a batch of so many does not have.
  func missing(_ rowCount: Int) -> Range<Int> { rowCount..<capacity }
}

/// One batch on its way back.
private struct SketchRound: Sendable {
  let sketch: GramianSketch
  let source: BackwardPass.Source

  private var trunk: Trunk { sketch.network.trunk }
  private var copies: Int { sketch.chunks.copies }

  /// From the outputs to the last layer.
  func begin() {
    let (slices, last) = (source.slices, trunk.layers.count - 1)
    clearMissing(last)
    sketch.workers.perform(slices.count + trunk.layers.count) { part in
      guard part < slices.count else {
        let layer = part - slices.count
        sketch.layers[layer]
          .takeWeights(trunk.layers[layer].dense, parameters: source.parameters)
        return
      }
      prepare(last, slices[part])
      forEachChunk(of: slices[part]) { chunk, rows in
        let gradients = sketch.slices[part].gradients(width: trunk.outputWidth)
          .rows(0..<rows.count * copies)
        sketch.network.heads.backwardInputsPerTask(
          source.outputs.rows(rows), into: gradients, parameters: source.parameters)
        enter(last, part, chunk, rows, gradients)
      }
    }
  }

  /// Adds a layer's products, while the gradients go on to the layer below.
  func pass(layer index: Int) {
    let layer = sketch.layers[index]
    let projection = sketch.projection(of: index)
    if index > 0 { clearMissing(index - 1) }
    let sliceCount = layer.propagates ? source.slices.count : 0
    sketch.workers.perform(layer.partCount + sliceCount) { part in
      if part < layer.partCount {
        layer.addProducts(part: part, projection: projection, to: sketch.parts)
      } else if index > 0 {
        propagate(index, part - layer.partCount)
      } else {
        propagateToEmbeddings(part - layer.partCount)
      }
    }
    addNormProducts(index)
  }

  /// What rows hold that a batch does not have would count.
  private func clearMissing(_ layer: Int) {
    let rows = sketch.missing(source.rowCount)
    sketch.projection(of: layer).rows(rows).clear()
    sketch.layers[layer].clearInputs(rows: rows)
  }

  /// A slice's part before its first chunk enters a layer.
  private func prepare(_ layer: Int, _ slice: BatchSlice) {
    sketch.layers[layer].takeInputs(
      sketch.activations.inputs(of: layer, batch: source.inputs, rows: slice.rows),
      rows: slice.rows)
    let norm = slice.normGradients(of: layer, copies: copies)
    norm?.gain.clear()
    norm?.shift.clear()
  }

  private func forEachChunk(
    of slice: BatchSlice, _ body: (_ chunk: Int, _ rows: Range<Int>) -> Void
  ) {
    for chunk in 0..<sketch.chunks.count {
      let rows = sketch.chunks.range(chunk, of: slice.rows)
      if !rows.isEmpty { body(chunk, rows) }
    }
  }

  /// From the outputs of a layer to its units, where the gradients are folded and kept as factors.
  private func enter(
    _ index: Int, _ part: Int, _ chunk: Int, _ rows: Range<Int>, _ gradients: Matrix
  ) {
    let (layer, slice) = (sketch.layers[index], sketch.slices[part])
    trunk.layers[index].backwardToDense(
      gradients, of: sketch.activations.layer(index, rows: rows), parameters: source.parameters,
      copies: copies,
      normGradients: source.slices[part].normGradients(of: index, copies: copies))
    let folded = slice.folded(rows: rows.count, buckets: layer.buckets)
    folded.assignFold(of: gradients, signs: layer.signs)
    sketch.projection(of: index, rows: rows).assign(folded)
    guard layer.propagates else { return }
    slice.factor(layer: index, chunk: chunk, width: gradients.columns)
      .rows(0..<gradients.rows).assign(gradients)
  }

  /// Carries a slice's gradients from a layer to the one below.
  private func propagate(_ index: Int, _ part: Int) {
    let (layer, slice) = (sketch.layers[index], sketch.slices[part])
    let (width, inputs) = (trunk.layers[index].width, trunk.layers[index].dense.inputs)
    prepare(index - 1, source.slices[part])
    forEachChunk(of: source.slices[part]) { chunk, rows in
      let gradients = slice.gradients(width: inputs)
      layer.propagate(
        slice.factor(layer: index, chunk: chunk, width: width), slice: part, into: gradients)
      enter(index - 1, part, chunk, rows, gradients.rows(0..<rows.count * copies))
    }
  }

  /// Adds the products of a normalisation's gradients, the sums over slices in their order.
  private func addNormProducts(_ index: Int) {
    guard
      let sum = source.slices.first?.normGradients(of: index, copies: copies)
    else { return }
    for slice in source.slices.dropFirst() {
      guard let part = slice.normGradients(of: index, copies: copies) else { continue }
      sum.gain.add(part.gain)
      sum.shift.add(part.shift)
    }
    sketch.parts.add(rows: sum.gain, to: 0)
    sketch.parts.add(rows: sum.shift, to: 0)
  }

  /// Carries a slice's gradients through the first layer to the embeddings' columns.
  private func propagateToEmbeddings(_ part: Int) {
    guard let columns = trunk.embedding.columns else { return }
    let slice = sketch.slices[part]
    forEachChunk(of: source.slices[part]) { chunk, rows in
      let gradients = slice.gradients(width: columns.count)
      sketch.layers[0].propagate(
        slice.factor(layer: 0, chunk: chunk, width: trunk.layers[0].width), slice: part,
        into: gradients)
      sketch.embedded
        .matrix(
          at: rows.lowerBound * copies * columns.count, rows: rows.count * copies,
          columns: columns.count
        )
        .copy(gradients.rows(0..<rows.count * copies))
    }
  }

  /// Adds the products of the gradients of the embeddings' tables.
  func addEmbeddings() {
    let embedding = trunk.embedding
    guard let columns = embedding.columns, let first = embedding.tables.first else { return }
    let gradient = StackedGradient(
      values: sketch.tables.vector, copies: copies, start: first.offset)
    let rows = source.rowCount
    let dx = sketch.embedded.matrix(rows: rows * copies, columns: columns.count)
    sketch.workers.perform(embedding.tables.count) { feature in
      embedding.backward(
        feature: feature, source.codes.rows(0..<rows), dx: dx, gradient: gradient, adding: false)
    }
    for table in embedding.tables { sketch.parts.add(rows: gradient.block(table), to: 0) }
  }
}
