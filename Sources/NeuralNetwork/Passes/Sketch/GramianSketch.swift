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
/// layer to layer, a chunk of rows at a time through all layers. Memory, of factors: for each layer
/// rows × (inputs + tasks · k) and the weights; beyond that a chunk's gradients for each thread.
struct GramianSketch: Sendable {
  private let network: MultiTaskNetwork
  private let activations: Activations
  private let workers: Workers
  private let capacity: Int
  private let chunks: SketchChunks
  private let layers: [SketchLayer]
  /// One for each thread.
  private let rooms: [SketchRoom]
  /// Which part of which layer is computed by which part of the work.
  private let products: [(layer: Int, part: Int)]
  private let parts: GramianParts
  /// For the gradients at the embeddings' columns, and of their tables.
  private let embedded, tables: FloatBuffer

  /// - Parameters:
  ///   - plan: How the batch is cut.
  ///   - columns: k.
  init(
    network: MultiTaskNetwork, activations: Activations, workers: Workers, plan: SlicePlan,
    columns: Int, precision: FactorPrecision
  ) {
    let trunk = network.trunk
    let copies = network.headConfigurations.count
    let capacity = plan.totalRows
    let chunks = SketchChunks(sliceRows: plan.rows, copies: copies)
    let embeddedColumns = trunk.embedding.columns ?? 0..<0
    let layers = trunk.layers.map { layer in
      SketchLayer(
        layer.dense, propagated: layer.index > 0 ? 0..<layer.dense.inputs : embeddedColumns,
        capacity: capacity, lanes: workers.count, chunks: chunks, columns: columns,
        precision: precision)
    }
    self.network = network
    self.activations = activations
    self.workers = workers
    self.capacity = capacity
    self.chunks = chunks
    self.layers = layers
    let buckets = layers.reduce(0) { max($0, $1.buckets) }
    rooms = (0..<workers.count).map { _ in
      SketchRoom(chunks: chunks, widest: trunk.widest, buckets: buckets, precision: precision)
    }
    products = layers.indices.flatMap { layer in
      (0..<layers[layer].partCount).map { (layer, $0) }
    }
    parts = GramianParts(partCount: products.count, count: copies)
    embedded = FloatBuffer(count: capacity * copies * embeddedColumns.count)
    tables = FloatBuffer(count: copies * trunk.embedding.tables.reduce(0) { $0 + $1.count })
  }

  private var trunk: Trunk { network.trunk }
  private var copies: Int { chunks.copies }

  /// Writes the estimates for a batch.
  ///
  /// - Parameter key: What R follows from; fresh each step.
  func run(_ source: BackwardPass.Source, key: UInt64, into gramian: inout Gramian) {
    parts.clear()
    for slice in source.slices { slice.makeSums(copies: copies) }
    var generator = SeededGenerator(seed: key, stream: .sketch)
    for layer in layers {
      layer.drawSigns(from: &generator)
      layer.clear(rows: source.rowCount..<capacity)
    }
    workers.perform(layers.count, TakingWeights(sketch: self, parameters: source.parameters))
    workers.perform(source.slices.count, Descent(sketch: self, source: source))
    workers.perform(products.count, AddingProducts(sketch: self))
    for layer in layers.indices { addNormProducts(layer, source.slices) }
    addEmbeddings(source)
    parts.sum(into: &gramian)
  }

  /// A part is a layer.
  private struct TakingWeights: ParallelWork {
    let sketch: GramianSketch
    let parameters: Matrix

    func compute(part: Int, lane: Int) {
      sketch.layers[part].takeWeights(sketch.trunk.layers[part].dense, parameters: parameters)
    }
  }

  /// A part is a slice.
  private struct Descent: ParallelWork {
    let sketch: GramianSketch
    let source: BackwardPass.Source

    func compute(part: Int, lane: Int) {
      sketch.descend(part, source, lane: lane)
    }
  }

  /// A part is some columns of a layer's inputs.
  private struct AddingProducts: ParallelWork {
    let sketch: GramianSketch

    func compute(part: Int, lane: Int) {
      let product = sketch.products[part]
      sketch.layers[product.layer].addProducts(part: product.part, to: sketch.parts, at: part)
    }
  }

  /// Carries a slice's gradients from the outputs through all layers, chunk by chunk.
  private func descend(_ index: Int, _ source: BackwardPass.Source, lane: Int) {
    let slice = source.slices[index]
    for layer in layers.indices {
      layers[layer].takeInputs(
        activations.inputs(of: layer, batch: source.inputs, rows: slice.rows), rows: slice.rows)
      slice.sums(of: layer, copies: copies).clear()
    }
    for chunk in 0..<chunks.count {
      let rows = chunks.range(chunk, of: slice.rows)
      if !rows.isEmpty { descend(slice, rows: rows, source, lane: lane) }
    }
  }

  private func descend(
    _ slice: BatchSlice, rows: Range<Int>, _ source: BackwardPass.Source, lane: Int
  ) {
    let (room, stacked) = (rooms[lane], 0..<rows.count * copies)
    var gradients = room.gradients(width: trunk.outputWidth)
    network.heads.backwardInputsPerTask(
      source.outputs.rows(rows), into: gradients.rows(stacked), parameters: source.parameters)
    for index in layers.indices.reversed() {
      let (layer, sketched) = (trunk.layers[index], layers[index])
      let present = gradients.rows(stacked)
      layer.backwardToDense(
        present, of: activations.layer(layer.index, rows: rows), parameters: source.parameters,
        copies: copies, sums: slice.sums(of: layer.index, copies: copies))
      sketched.takeGradients(
        present, rows: rows, folded: room.folded(rows: rows.count, buckets: sketched.buckets))
      guard sketched.propagates else { return }
      let factors = room.factors(width: layer.width)
      factors.rows(stacked).assign(present)
      gradients = room.gradients(width: sketched.propagatedWidth)
      sketched.propagate(factors, into: gradients, lane: lane)
    }
    embeddedGradients(rows).copy(gradients.rows(stacked))
  }

  /// Adds the products of a normalisation's gradients, the sums over slices in their order.
  private func addNormProducts(_ layer: Int, _ slices: ArraySlice<BatchSlice>) {
    guard let total = slices.first?.sums(of: layer, copies: copies), let norm = total.norm else {
      return
    }
    for slice in slices.dropFirst() { total.add(slice.sums(of: layer, copies: copies)) }
    parts.add(rows: norm.gain, to: 0)
    parts.add(rows: norm.shift, to: 0)
  }

  /// The gradients of some rows at the embeddings' columns: (rows · copies) × columns.
  private func embeddedGradients(_ rows: Range<Int>) -> Matrix {
    let width = trunk.embedding.columns?.count ?? 0
    return embedded.matrix(
      at: rows.lowerBound * copies * width, rows: rows.count * copies, columns: width)
  }

  /// Adds the products of the gradients of the embeddings' tables.
  private func addEmbeddings(_ source: BackwardPass.Source) {
    let embedding = trunk.embedding
    guard let first = embedding.tables.first else { return }
    let gradient = StackedGradient(values: tables.vector, copies: copies, start: first.offset)
    let rows = 0..<source.rowCount
    workers.perform(
      embedding.tables.count,
      EmbeddingTables(
        embedding: embedding, codes: source.codes.rows(rows), dx: embeddedGradients(rows),
        gradient: gradient, adding: false))
    for table in embedding.tables { parts.add(rows: gradient.block(table), to: 0) }
  }
}
