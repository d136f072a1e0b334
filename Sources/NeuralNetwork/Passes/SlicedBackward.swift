internal import LinearAlgebra

/// The way back for one weighted sum of the losses where a batch has few slices: a thread carries a
/// slice from the outputs down to the inputs at once, with gradients of the parameters of the
/// slice's own, and at the end these are added up, in the slices' order.
///
/// Beside `LayeredBackward` threads meet twice instead of once a layer and leave each other's rows
/// alone, which is most of the time of a small step. It takes a vector of parameters for each
/// slice, so it is not for many.
struct SlicedBackward: Sendable {
  fileprivate let schedule: NetworkSchedule
  private let workers: Workers
  fileprivate let inputs: PlannedMaps
  fileprivate let weights: PlannedGradients
  private let pieces: VectorPieces
  /// The gradients of all slices but the first, whose are in the result's place.
  private let others: [FloatBuffer]
  private let rooms: [FloatBuffer]
  /// For the gradients at the embeddings' columns of the inputs, where several members read them.
  private let embedded: FloatBuffer
  fileprivate let adapters: AdapterGradients

  init(
    _ schedule: NetworkSchedule, parameterCount: Int, workers: Workers, plan: SlicePlan,
    adapters: AdapterGradients
  ) {
    self.schedule = schedule
    self.adapters = adapters
    self.workers = workers
    inputs = PlannedMaps(
      backward: schedule, rows: plan.rows, copies: 1, packs: false, lanes: workers.count)
    weights = PlannedGradients(schedule, rows: plan.rows, lanes: workers.count)
    pieces = VectorPieces(of: parameterCount)
    others = (1..<plan.count).map { _ in FloatBuffer(count: parameterCount) }
    rooms = schedule.gradientRooms.widths.map { FloatBuffer(count: plan.totalRows * $0) }
    embedded = FloatBuffer(count: plan.totalBatchRows * Self.embeddedWidth(schedule))
  }

  private static func embeddedWidth(_ schedule: NetworkSchedule) -> Int {
    schedule.members > 1 ? schedule.embeddings.columns.count : 0
  }

  /// The numbers it holds.
  static func count(_ schedule: NetworkSchedule, parameterCount: Int, _ plan: SlicePlan) -> Double {
    Double(plan.count - 1) * Double(parameterCount)
      + Double(plan.totalRows * schedule.gradientRooms.width)
      + Double(plan.totalBatchRows * embeddedWidth(schedule))
  }

  /// Computes the gradient of all parameters.
  ///
  /// - Parameters:
  ///   - weighing: Gives the gradients at the outputs that the shared parameters' follow from.
  ///   - headWeighing: Gives those of the heads' own; nil for the same.
  ///   - gradient: Where it goes.
  ///   - side: What is to be done meanwhile.
  func run(
    _ source: BackwardSource, weighing: Weighing, headWeighing: Weighing?,
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

  /// The gradients of what a map reads at a slice's rows. A slice has its place in a room whatever
  /// the map's width, for another one may be at another layer meanwhile.
  fileprivate func gradients(of map: Int, rows: Range<Int>) -> Matrix {
    let room = schedule.gradientRooms.ofMap[map]
    return rooms[room].matrix(
      at: rows.lowerBound * schedule.gradientRooms.widths[room], rows: rows.count,
      columns: schedule.maps[map].gradientWidth)
  }

  /// Those at the embeddings' columns of the inputs, at a slice's rows; nil if there are none.
  fileprivate func embeddedGradients(of slice: BatchSlice) -> Matrix? {
    let columns = schedule.embeddings.columns
    guard !columns.isEmpty else { return nil }
    guard schedule.members == 1 else {
      let rows = slice.batchRows
      return embedded.matrix(
        at: rows.lowerBound * columns.count, rows: rows.count, columns: columns.count)
    }
    let dx = gradients(of: 0, rows: slice.capacity).rows(0..<slice.rows.count)
    return schedule.blocks.isEmpty ? dx.columns(columns) : dx
  }

  /// A part is a slice's whole way back, or of what is done beside.
  private struct Slices: ParallelWork {
    let pass: SlicedBackward
    let source: BackwardSource
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
      var walk = SliceWalk(
        pass: pass, source: source, slice: source.slices[part],
        ownOutputs: (headWeighing ?? weighing).target,
        gradient: part == 0 ? gradient : pass.others[part - 1].vector, lane: lane)
      walk.walk(pass.schedule)
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

/// One slice on its way back.
private struct SliceWalk: BackwardWalk {
  let pass: SlicedBackward
  let source: BackwardSource
  let slice: BatchSlice
  /// batch × all outputs: the gradients there that the heads' own follow from.
  let ownOutputs: Matrix
  /// In the order of the parameters.
  let gradient: Matrix
  let lane: Int

  private var schedule: NetworkSchedule { pass.schedule }

  func leaveHeads() {
    let own = ownOutputs.rows(slice.branchCapacity)
    let present = own.rows(0..<slice.branchRows.count)
    schedule.branch.sumBiases(present, gradient: gradient)
    if schedule.members == 1 {
      addWeight(schedule.top, own)
    } else if !schedule.branch.hasAdapters {
      let x = source.inputs(of: schedule.top, top: schedule.top, rows: slice.rows)
      for part in 0..<schedule.branch.partCount {
        schedule.branch.backwardWeights(of: part, x, dy: present, gradient: gradient)
      }
    }
    descend(schedule.top, source.outputs.rows(slice.branchCapacity))
  }

  func pass(_ block: DenseStep) {
    let dy = pass.gradients(of: block.index + 1, rows: slice.capacity)
    addWeight(block.index, dy)
    if block.index > 0 { descend(block.index, dy) }
  }

  /// The gradient of a map's weight, from those at its outputs.
  private func addWeight(_ map: Int, _ dy: Matrix) {
    if let shares = source.shares {
      let step = schedule.maps[map]
      return step.backwardAdaptedWeight(
        source.inputs(of: map, top: schedule.top, rows: slice.rows),
        dy: dy.rows(0..<slice.rows.count), shares: shares, gradient: gradient.tensor(step.weight),
        units: 0..<step.outputs, adding: false)
    }
    pass.weights.multiply(
      map, dy, source.inputs(of: map, top: schedule.top, rows: slice.capacity), of: slice,
      into: gradient.tensor(schedule.maps[map].weight), lane: lane)
  }

  /// On to what a map reads, and to the products of the layer below.
  private func descend(_ map: Int, _ dy: Matrix) {
    guard !schedule.maps[map].propagated.isEmpty else { return }
    let dx = pass.gradients(of: map, rows: slice.capacity)
    let present = 0..<slice.rows.count
    if map == schedule.top && schedule.members > 1 {
      schedule.branch.backwardInputs(
        dy.rows(0..<slice.branchRows.count), into: dx.rows(present),
        weights: source.branchWeights)
    } else {
      pass.inputs.multiply(map, dy, into: dx, parameters: source.parameters, lane: lane)
    }
    guard map > 0 else { return }
    let block = schedule.blocks[map - 1]
    let sums = sums(of: block)
    sums.clear()
    source.enter(
      block, dx.rows(present), rows: slice.rows, copies: 1, sums: sums,
      above: map < schedule.top ? (schedule.blocks[map], self.sums(of: schedule.blocks[map])) : nil)
  }

  private func sums(of block: DenseStep) -> DenseSums {
    schedule.adapts
      ? pass.adapters.sums.sums(of: block, slice: slice.index) : block.sums(in: stacked)
  }

  private var stacked: StackedGradient { StackedGradient(values: gradient, copies: 1) }

  func passInputs() {
    let (rows, embeddings) = (0..<slice.rows.count, schedule.embeddings)
    let dx = pass.gradients(of: 0, rows: slice.capacity)
    if !schedule.blocks.isEmpty {
      let dy = pass.gradients(of: 1, rows: slice.capacity)
      if schedule.members > 1 {
        pass.inputs.multiply(0, dy, into: dx, parameters: source.parameters, lane: lane)
      } else {
        // Through the first dense layer, for the embeddings' columns of the inputs only.
        schedule.maps[0].backwardInputs(
          dy.rows(rows), into: dx.rows(rows), parameters: source.parameters)
      }
    }
    let embedded = pass.embeddedGradients(of: slice)
    source.enterInputs(
      schedule, dx.rows(rows), into: embedded, rows: slice.rows, copies: 1,
      sums: schedule.blocks.first.map(sums))
    guard let embedded else { return }
    for part in 0..<embeddings.partCount {
      embeddings.backward(
        part: part, source.embedded.rows(slice.batchRows), dx: embedded,
        parameters: source.parameters, gradient: stacked, adding: false)
    }
  }
}
