internal import LinearAlgebra
internal import RandomNumbers

/// Estimates the inner products of all tasks' gradients of the shared parameters, for a fraction of
/// what the gradients themselves cost.
///
/// Task i's gradient of a dense layer's weights is DᵢᵀX, of its gradients Dᵢ (batch × units) at the
/// layer's units and of what the layer reads, X (batch × inputs), with a column of ones for the
/// bias. A random matrix R (units × k) with E[RRᵀ] = I, the same for all tasks, leaves k rows of
/// it, (DᵢR)ᵀX, whose inner products have the right mean: E⟨(DᵢR)ᵀX, (DⱼR)ᵀX⟩ = ⟨DᵢᵀX, DⱼᵀX⟩. Here
/// R has one entry a unit, a random sign in column u mod k (the count sketch of Charikar, Chen and
/// Farach-Colton 2002), so that DR is a sum of columns; where k reaches the number of units R is
/// orthogonal, and nothing is estimated. Gradients of normalisations, of what members have of their
/// own and of embeddings, which are small, are not projected.
///
/// Factors are in bfloat16 where the processor is faster with them, sums in Float32, the inner
/// products in Double. What remains of the exact form's cost is to carry every task's gradients
/// from layer to layer, a chunk of rows at a time through all layers. Memory, of factors: for each
/// layer rows × (inputs + tasks · k) and the weights; beyond that a chunk's gradients for each
/// thread.
struct GramianSketch: Sendable {
  private let schedule: NetworkSchedule
  private let workers: Workers
  private let capacity: Int
  private let chunks: SketchChunks
  private let layers: [SketchLayer]
  /// For each layer its map, of one group of a hidden layer.
  private let maps: [LinearMap]
  /// For each hidden layer its layers here: one for each group.
  private let groups: [Range<Int>]
  /// One for each thread.
  private let rooms: [SketchRoom]
  /// Which part of which layer is computed by which part of the work.
  private let products: [(layer: Int, part: Int)]
  private let parts: GramianParts
  private let sums: SliceSums
  /// For the gradients at the embeddings' columns, and of their tables.
  private let embedded, tables: FloatBuffer

  /// - Parameters:
  ///   - plan: How the batch is cut.
  ///   - columns: k.
  init(
    _ schedule: NetworkSchedule, workers: Workers, plan: SlicePlan, columns: Int,
    precision: FactorPrecision
  ) {
    let copies = schedule.heads.count
    let (capacity, members) = (plan.totalRows, schedule.members)
    let chunks = SketchChunks(sliceRows: plan.rows, copies: copies, members: members)
    let (maps, groups) = Self.maps(schedule)
    let layers = maps.map { map in
      SketchLayer(
        map, capacity: capacity, lanes: workers.count, chunks: chunks, columns: columns,
        hasBias: members == 1, precision: precision)
    }
    self.schedule = schedule
    self.workers = workers
    self.capacity = capacity
    self.chunks = chunks
    self.layers = layers
    self.maps = maps
    self.groups = groups
    let (widest, buckets) = (
      schedule.gradientRooms.widest, layers.reduce(0) { max($0, $1.buckets) }
    )
    rooms = (0..<workers.count).map { _ in
      SketchRoom(
        chunks: chunks, widest: widest, buckets: buckets, copied: Self.copiedWidth(schedule),
        precision: precision)
    }
    products = layers.indices.flatMap { layer in
      (0..<layers[layer].partCount).map { (layer, $0) }
    }
    parts = GramianParts(partCount: products.count, count: copies)
    sums = SliceSums(schedule, slices: plan.count, copies: copies)
    let embeddings = schedule.embeddings
    embedded = FloatBuffer(count: plan.totalBatchRows * copies * embeddings.columns.count)
    tables = FloatBuffer(count: copies * embeddings.tables.reduce(0) { $0 + $1.count })
  }

  /// The map of each group of each hidden layer, and for each hidden layer the places of its
  /// groups. Through several groups gradients are carried in Float32.
  private static func maps(
    _ schedule: NetworkSchedule
  ) -> (maps: [LinearMap], groups: [Range<Int>]) {
    var (maps, groups): ([LinearMap], [Range<Int>]) = ([], [])
    for map in schedule.blocks.map(\.map) {
      let first = maps.count
      maps += map.groups == 1 ? [map] : (0..<map.groups).map(map.single)
      groups.append(first..<maps.count)
    }
    return (maps, groups)
  }

  /// The most columns of gradients that go on through several groups.
  private static func copiedWidth(_ schedule: NetworkSchedule) -> Int {
    schedule.blocks.reduce(0) { max($0, $1.map.groups > 1 ? $1.width : 0) }
  }

  /// The bytes it takes.
  static func bytes(
    _ schedule: NetworkSchedule, threads: Int, _ plan: SlicePlan, columns: Int,
    precision: FactorPrecision
  ) -> Double {
    let copies = schedule.heads.count
    let chunks = SketchChunks(
      sliceRows: plan.rows, copies: copies, members: schedule.members)
    let (embeddings, maps) = (schedule.embeddings, Self.maps(schedule).maps)
    let buckets = maps.reduce(0) { max($0, SketchLayer.buckets($1, columns: columns)) }
    let parts = maps.reduce(0) { $0 + SketchLayer.partCount($1) }
    let numbers =
      Double(
        plan.totalBatchRows * embeddings.columns.count + plan.count * SliceSums.count(schedule))
      + embeddings.tables.reduce(0) { $0 + Double($1.count) }
    let ofLayers = maps.reduce(0) {
      $0
        + SketchLayer.bytes(
          $1, capacity: plan.totalRows, copies: copies, columns: columns, precision: precision)
    }
    let room = SketchRoom.bytes(
      chunks: chunks, widest: schedule.gradientRooms.widest, buckets: buckets,
      copied: copiedWidth(schedule), precision: precision)
    return ofLayers + Double(threads) * room
      + Double(MemoryLayout<Float>.stride) * Double(copies) * numbers
      + GramianParts.bytes(partCount: parts, count: copies)
  }

  private var copies: Int { chunks.copies }

  /// Carries the gradients of a batch to what the inner products are estimated from.
  ///
  /// - Parameter key: What R follows from; fresh each step.
  func project(_ source: BackwardSource, key: UInt64) {
    var generator = SeededGenerator(seed: key, stream: .sketch)
    for layer in layers {
      layer.drawSigns(from: &generator)
      layer.clear(rows: source.rowCount..<capacity)
    }
    workers.perform(layers.count, TakingWeights(sketch: self, parameters: source.parameters))
    workers.perform(source.slices.count, Descent(sketch: self, source: source))
  }

  /// Writes the estimates for a batch that was projected.
  func multiply(_ source: BackwardSource, into gramian: inout Gramian) {
    parts.clear()
    workers.perform(products.count, FormingAndAdding(sketch: self))
    formSums(source)
    for sums in summed { parts.add(rows: sums, to: 0) }
    parts.sum(into: &gramian)
  }

  /// Forms what the estimates are inner products of: `formed`.
  func form(_ source: BackwardSource) {
    workers.perform(products.count, Forming(sketch: self))
    formSums(source)
  }

  /// What the estimates are inner products of, each of as many rows as there are tasks: sums over
  /// the rows of a batch.
  var formed: [Matrix] {
    products.map { layers[$0.layer].formed(part: $0.part) } + summed
  }

  /// Writes the estimates from what was formed.
  func multiplyFormed(into gramian: inout Gramian) {
    parts.clear()
    workers.perform(products.count, Adding(sketch: self))
    for sums in summed { parts.add(rows: sums, to: 0) }
    parts.sum(into: &gramian)
  }

  /// A part is a layer.
  private struct TakingWeights: ParallelWork {
    let sketch: GramianSketch
    let parameters: Matrix

    func compute(part: Int, lane: Int) {
      sketch.layers[part].takeWeights(sketch.maps[part], parameters: parameters)
    }
  }

  /// Carrying a slice's gradients from the outputs through all layers, chunk by chunk; a part is a
  /// slice.
  private struct Descent: ParallelWork {
    let sketch: GramianSketch
    let source: BackwardSource

    func compute(part: Int, lane: Int) {
      let slice = source.slices[part]
      for block in sketch.schedule.blocks {
        let inputs = source.inputs(of: block.index, top: sketch.schedule.top, rows: slice.rows)
        for (group, layer) in sketch.groups[block.index].enumerated() {
          let columns = block.map.groups == 1 ? 0..<inputs.columns : block.map.group(group).columns
          sketch.layers[layer].takeInputs(inputs.columns(columns), rows: slice.rows)
        }
        sketch.sums.sums(of: block, slice: part).clear()
      }
      for chunk in 0..<sketch.chunks.count {
        let rows = sketch.chunks.range(chunk, of: slice.rows)
        guard !rows.isEmpty else { continue }
        var walk = ChunkWalk(sketch: sketch, source: source, slice: part, rows: rows, lane: lane)
        walk.walk(sketch.schedule)
      }
    }
  }

  /// A part is some columns of a layer's inputs.
  private struct Forming: ParallelWork {
    let sketch: GramianSketch

    func compute(part: Int, lane: Int) {
      let product = sketch.products[part]
      sketch.layers[product.layer].form(part: product.part)
    }
  }

  /// Likewise.
  private struct Adding: ParallelWork {
    let sketch: GramianSketch

    func compute(part: Int, lane: Int) {
      let product = sketch.products[part]
      sketch.parts.add(rows: sketch.layers[product.layer].formed(part: product.part), to: part)
    }
  }

  /// Both at once, while what was formed is in the thread's cache.
  private struct FormingAndAdding: ParallelWork {
    let sketch: GramianSketch

    func compute(part: Int, lane: Int) {
      Forming(sketch: sketch).compute(part: part, lane: lane)
      Adding(sketch: sketch).compute(part: part, lane: lane)
    }
  }

  /// Some rows of a slice on their way back.
  private struct ChunkWalk: BackwardWalk {
    let sketch: GramianSketch
    let source: BackwardSource
    let slice: Int
    let rows: Range<Int>
    let lane: Int

    private var room: SketchRoom { sketch.rooms[lane] }

    /// The gradients of what a map reads, stacked.
    private func gradients(of map: Int) -> Matrix {
      room.gradients(width: sketch.schedule.maps[map].gradientWidth)
    }

    /// Those of the rows at hand: a chunk may be cut short.
    private func present(_ map: Int) -> Matrix {
      gradients(of: map).rows(0..<rows.count * sketch.copies)
    }

    func leaveHeads() {
      sketch.schedule.branch.backwardInputsPerTask(
        source.outputs.rows(sketch.schedule.branchRows(rows)), into: present(sketch.schedule.top),
        weights: source.branchWeights)
    }

    func pass(_ block: DenseStep) {
      let present = present(block.index + 1)
      let above =
        block.index + 1 < sketch.schedule.top
        ? sketch.schedule.blocks[block.index + 1] : nil
      source.enter(
        block, present, rows: rows, copies: sketch.copies, sums: sums(of: block),
        above: above.map { ($0, sums(of: $0)) })
      for (group, index) in sketch.groups[block.index].enumerated() {
        let layer = sketch.layers[index]
        layer.takeGradients(
          present.columns(block.map.group(group).units), rows: rows,
          folded: room.folded(rows: rows.count, buckets: layer.buckets))
      }
      guard block.map.groups == 1 else {
        return block.map.backwardGroups(
          room.copy(present), into: self.present(block.index), parameters: source.parameters)
      }
      let layer = sketch.layers[sketch.groups[block.index].lowerBound]
      guard layer.propagates else { return }
      let factors = room.factors(width: block.width)
      factors.rows(0..<present.rows).assign(present)
      layer.propagate(factors, into: gradients(of: block.index), lane: lane)
    }

    private func sums(of block: DenseStep) -> DenseSums {
      sketch.sums.sums(of: block, slice: slice)
    }

    func passInputs() {
      let (schedule, dx) = (sketch.schedule, sketch.embeddedGradients(rows))
      if schedule.members == 1 { dx?.copy(present(0)) }
      source.enterInputs(
        schedule, present(0), into: dx, rows: rows, copies: sketch.copies,
        sums: schedule.blocks.first.map(sums))
    }
  }

  /// Forms the gradients that are not projected: those of normalisations, of what members have of
  /// their own, and of the embeddings' tables.
  private func formSums(_ source: BackwardSource) {
    for block in schedule.blocks where hasSums(block) {
      let total = sums.sums(of: block, slice: 0)
      sums.add(of: block, slices: 1..<source.slices.count, to: total)
      sums.addInput(of: block, slices: 1..<source.slices.count, to: total)
    }
    formEmbeddings(source)
  }

  private func hasSums(_ block: DenseStep) -> Bool {
    sums.sums(of: block, slice: 0).norm != nil || schedule.members > 1
  }

  /// Those gradients, each of as many rows as there are tasks.
  private var summed: [Matrix] {
    let ofBlocks = schedule.blocks.filter(hasSums).flatMap { block -> [Matrix] in
      let total = sums.sums(of: block, slice: 0)
      var own = total.norm.map { [$0.gain, $0.shift] } ?? []
      if let input = total.input, let output = total.output { own += [total.bias, input, output] }
      return own.map { $0.reshaped(rows: copies, columns: $0.count / copies) }
    }
    return ofBlocks + tableGradients
  }

  private var tableGradients: [Matrix] {
    guard let gradient = stackedTables else { return [] }
    return schedule.embeddings.tables.map(gradient.block)
  }

  /// The gradients of the embeddings' tables; nil if there are none.
  private var stackedTables: StackedGradient? {
    schedule.embeddings.tables.first.map {
      StackedGradient(values: tables.vector, copies: copies, start: $0.offset)
    }
  }

  /// The gradients of some members' rows at the embeddings' columns: (the batch's rows · copies) ×
  /// columns; nil if there are none.
  private func embeddedGradients(_ rows: Range<Int>) -> Matrix? {
    let (width, members) = (schedule.embeddings.columns.count, schedule.members)
    guard width > 0 else { return nil }
    return embedded.matrix(
      at: rows.lowerBound / members * copies * width, rows: rows.count / members * copies,
      columns: width)
  }

  /// Computes the gradients of the embeddings' tables.
  private func formEmbeddings(_ source: BackwardSource) {
    let embeddings = schedule.embeddings
    guard let gradient = stackedTables, let dx = embeddedGradients(0..<source.rowCount) else {
      return
    }
    workers.perform(
      embeddings.partCount,
      EmbeddingTables(
        embeddings: embeddings,
        rows: source.embedded.rows(0..<source.rowCount / schedule.members), dx: dx,
        parameters: source.parameters, gradient: gradient, adding: false))
  }
}
