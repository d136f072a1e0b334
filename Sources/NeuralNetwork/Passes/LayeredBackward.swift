internal import LinearAlgebra

/// The way back layer by layer, for one weighted sum of the losses, or for every task at once.
///
/// In each layer the threads share two kinds of work that read the same gradients: the products
/// that give the layer's parameters' gradients, cut by units, and those that carry the gradients
/// on, cut by rows. So no sum is cut, and nothing has to be added up afterwards. The gradients at a
/// layer's rows live only until the next layer is done; where those of all rows and tasks would be
/// too much, the rows come in rounds.
struct LayeredBackward: Sendable {
  /// The number of tasks whose gradients are stacked at the layers, or 1 for a weighted sum, or
  /// where each task has rows of its own there.
  let copies: Int
  /// The number of tasks whose gradients are stacked at the inputs, or 1 for a weighted sum.
  let inputCopies: Int

  let schedule: NetworkSchedule
  let workers: Workers
  let planned: PlannedMaps
  let sums: SliceSums
  private let slicesPerRound: Int
  private let rooms: [FloatBuffer]
  /// For the gradients at the embeddings' columns of the inputs, where several members read them.
  private let embedded: FloatBuffer

  /// - Parameters:
  ///   - count: The number of tasks whose gradients are wanted, or 1 for a weighted sum.
  ///   - plan: How the batch is cut.
  ///   - slicesPerRound: How many slices go back together.
  ///   - adapters: Receives the gradients of tasks' adapters, if there are any.
  init(
    _ schedule: NetworkSchedule, workers: Workers, copies count: Int, plan: SlicePlan,
    slicesPerRound: Int, adapters: AdapterGradients
  ) {
    let copies = Self.copies(schedule, count)
    self.schedule = schedule
    self.workers = workers
    self.copies = copies
    inputCopies = count
    self.slicesPerRound = slicesPerRound
    planned = PlannedMaps(
      backward: schedule, rows: plan.rows, copies: copies, packs: !plan.hasFewSlices,
      lanes: workers.count)
    sums =
      schedule.adapts
      ? adapters.sums : SliceSums(schedule, slices: plan.count, copies: copies)
    rooms = schedule.gradientRooms.widths.map {
      FloatBuffer(count: slicesPerRound * plan.rows * copies * $0)
    }
    embedded = FloatBuffer(
      count: inputCopies * Self.embeddedCount(schedule, plan, slicesPerRound: slicesPerRound))
  }

  /// How many rows are stacked at the layers where so many tasks' gradients are wanted.
  private static func copies(_ schedule: NetworkSchedule, _ count: Int) -> Int {
    schedule.adapts ? 1 : count
  }

  private static func embeddedCount(
    _ schedule: NetworkSchedule, _ plan: SlicePlan, slicesPerRound: Int
  ) -> Int {
    schedule.members > 1
      ? slicesPerRound * plan.rows / schedule.members * schedule.embeddings.columns.count : 0
  }

  /// How many slices go back together, so that all tasks' gradients at two layers' units take no
  /// more than some bytes; each thread has a slice. All slices do where those of the parameters are
  /// not held whole: rows that come later are added to all of them, so they would have to be there
  /// still.
  static func slicesPerRound(
    _ schedule: NetworkSchedule, _ plan: SlicePlan, copies: Int, isWhole: Bool, bytes: Int
  ) -> Int {
    guard Self.copies(schedule, copies) > 1 && isWhole else { return plan.count }
    let widest = schedule.gradientRooms.widest
    let ofSlice = 2.0 * Double(plan.rows * widest * MemoryLayout<Float>.stride) * Double(copies)
    return min(plan.count, max(Int(Double(bytes) / max(ofSlice, 1)), 2))
  }

  /// The numbers it holds.
  static func count(
    _ schedule: NetworkSchedule, _ plan: SlicePlan, copies count: Int, slicesPerRound: Int
  ) -> Double {
    let copies = copies(schedule, count)
    let perCopy =
      Double(slicesPerRound * plan.rows * schedule.gradientRooms.width)
      + (schedule.adapts ? 0 : Double(plan.count * SliceSums.count(schedule)))
    return Double(copies) * perCopy
      + Double(count) * Double(embeddedCount(schedule, plan, slicesPerRound: slicesPerRound))
      + PlannedMaps.packedCount(backward: schedule, copies: copies, packs: !plan.hasFewSlices)
  }

  /// Where the gradients go.
  enum Goal: Sendable {
    /// Those of a weighted sum, in the order of the parameters; who hears of those that are complete.
    case vector(Matrix, (any GradientListener)?)
    /// Every task's, whose inner products over a scope are added up as they are complete.
    case tasks(TaskGradients, GradientScope)
    /// Every task's over a scope, on a shard of the batch: they are no whole ones yet.
    case shard(TaskGradients, GradientScope, (any GradientListener)?)

    var scope: GradientScope {
      switch self {
      case .vector: .shared
      case .tasks(_, let scope), .shard(_, let scope, _): scope
      }
    }

    /// Those of a group of tensors, by its first one.
    func stack(for first: TensorPlace) -> StackedGradient {
      switch self {
      case .vector(let values, _): StackedGradient(values: values, copies: 1)
      case .tasks(let gradients, _), .shard(let gradients, _, _): gradients.stack(for: first)
      }
    }

    /// Takes note that those of a group are complete.
    func complete(_ group: [TensorPlace]) {
      switch self {
      case .tasks(let gradients, let scope):
        gradients.addProducts(over: scope == .lastShared ? group.prefix(1) : group[...])
      case .vector(_, let listener), .shard(_, _, let listener):
        if let listener, let first = group.first { listener.completed(from: first.offset) }
      }
    }
  }

  /// Computes the gradients of the shared parameters of a scope, from the last layer on.
  ///
  /// - Parameter side: What is to be done meanwhile.
  func run(_ source: BackwardSource, into goal: Goal, beside side: SideWork?) {
    planned.pack(parameters: source.parameters, workers: workers)
    var side = side
    if schedule.blocks.isEmpty, let only = side {
      workers.perform(only.partCount, only)
      side = nil
    }
    var first = source.slices.startIndex
    while first < source.slices.endIndex {
      let end = min(first + slicesPerRound, source.slices.endIndex)
      var round = LayeredRound(pass: self, source: source, slices: first..<end, goal, side)
      round.walk(schedule, goal.scope)
      side = nil
      first = end
    }
  }

  /// The gradients of what a map reads at some rows: (rows · copies) × columns.
  ///
  /// - Parameter offset: The first row's place in the round.
  func gradients(of map: Int, offset: Int, rows: Int) -> Matrix {
    let width = schedule.maps[map].gradientWidth
    return rooms[schedule.gradientRooms.ofMap[map]]
      .matrix(at: offset * copies * width, rows: rows * copies, columns: width)
  }

  /// Those at the embeddings' columns of the inputs; nil if there are none.
  func embeddedGradients(offset: Int, rows: Int) -> Matrix? {
    let columns = schedule.embeddings.columns
    guard !columns.isEmpty else { return nil }
    guard schedule.members == 1 else {
      let stacked = (
        offset: offset / schedule.members * inputCopies,
        rows: rows / schedule.members * inputCopies
      )
      return embedded.matrix(
        at: stacked.offset * columns.count, rows: stacked.rows, columns: columns.count)
    }
    let dx = gradients(of: 0, offset: offset, rows: rows)
    return schedule.blocks.isEmpty ? dx.columns(columns) : dx
  }
}

/// The rows that go back together.
private struct LayeredRound: BackwardWalk, Sendable {
  let pass: LayeredBackward
  let source: BackwardSource
  let range: Range<Int>
  let rows: Range<Int>
  let goal: LayeredBackward.Goal
  /// What is to be done meanwhile, until it is done.
  var side: SideWork?

  init(
    pass: LayeredBackward, source: BackwardSource, slices range: Range<Int>,
    _ goal: LayeredBackward.Goal, _ side: SideWork?
  ) {
    self.pass = pass
    self.source = source
    self.range = range
    self.goal = goal
    self.side = side
    let (first, last) = (source.slices[range.lowerBound], source.slices[range.upperBound - 1])
    rows = first.rows.lowerBound..<last.rows.upperBound
  }

  var schedule: NetworkSchedule { pass.schedule }
  var copies: Int { pass.copies }
  /// Whether other rows came before, to whose gradients these are added.
  var isLater: Bool { range.lowerBound > source.slices.startIndex }
  private var isLast: Bool { range.upperBound == source.slices.endIndex }

  func slice(_ part: Int) -> BatchSlice { source.slices[range.lowerBound + part] }

  /// The gradients of what a map reads at some rows, or at what a full slice would have.
  func gradients(of map: Int, rows: Range<Int>) -> Matrix {
    pass.gradients(of: map, offset: rows.lowerBound - self.rows.lowerBound, rows: rows.count)
  }

  /// Those at the embeddings' columns of the inputs; nil if there are none.
  func embeddedGradients(rows: Range<Int>) -> Matrix? {
    pass.embeddedGradients(offset: rows.lowerBound - self.rows.lowerBound, rows: rows.count)
  }

  /// A slice's sums of a layer.
  func sums(of block: DenseStep, slice part: Int) -> DenseSums {
    pass.sums.sums(of: block, slice: range.lowerBound + part)
  }

  /// From the outputs of the layer that a map reads to its products, for a slice.
  func enterBelow(_ map: Int, slice part: Int) {
    guard map > 0 else { return }
    let (block, rows) = (schedule.blocks[map - 1], slice(part).rows)
    let sums = sums(of: block, slice: part)
    sums.clear()
    let above = map < schedule.top ? schedule.blocks[map] : nil
    source.enter(
      block, gradients(of: map, rows: rows), rows: rows, copies: copies, sums: sums,
      above: above.map { ($0, self.sums(of: $0, slice: part)) })
  }

  func leaveHeads() {
    pass.workers.perform(range.count, LeavingHeads(round: self))
  }

  mutating func pass(_ block: DenseStep) {
    let places = schedule.places[block.index]
    let layer = LayerStep(round: self, block: block, gradient: goal.stack(for: places[0]))
    pass.workers.perform(layer.partCount, layer)
    side = nil
    // What the members of the lowest layer read by is learnt with the inputs, but tasks' own is not
    // part of what is shared.
    guard
      schedule.members == 1 || schedule.adapts || goal.scope != .shared || block.index > 0
    else { return }
    if layer.goesOn { addInputSums(of: block) }
    if isLast { goal.complete(places) }
  }

  /// Adds up the slices' parts of the gradients of what members read by, in their order.
  private func addInputSums(of block: DenseStep) {
    guard schedule.members > 1, !schedule.adapts else { return }
    let gradient = goal.stack(for: schedule.places[block.index][0])
    pass.sums.addInput(of: block, slices: range, to: block.sums(in: gradient))
  }

  func passInputs() {
    let members = schedule.members
    pass.workers.perform(range.count, EnteringInputs(round: self))
    if members > 1, !schedule.adapts, let first = schedule.blocks.first {
      addInputSums(of: first)
      if isLast { goal.complete(schedule.places[0]) }
    }
    let embeddings = schedule.embeddings
    guard let dx = embeddedGradients(rows: rows) else { return }
    let work = EmbeddingTables(
      embeddings: embeddings,
      rows: source.embedded.rows(rows.lowerBound / members..<rows.upperBound / members), dx: dx,
      parameters: source.parameters, gradient: goal.stack(for: embeddings.tables[0]),
      adding: isLater)
    pass.workers.perform(embeddings.partCount, work)
    if isLast { goal.complete(embeddings.tables) }
  }
}

/// From the outputs to the last layer's products, or to the inputs of a network without layers; a
/// part is a slice.
private struct LeavingHeads: ParallelWork {
  let round: LayeredRound

  func compute(part: Int, lane: Int) {
    let (slice, source, schedule) = (round.slice(part), round.source, round.schedule)
    let top = schedule.top
    guard !schedule.branch.map.propagated.isEmpty else { return }
    if round.copies == 1 && schedule.members > 1 {
      schedule.branch.backwardInputs(
        source.outputs.rows(slice.branchRows), into: round.gradients(of: top, rows: slice.rows),
        weights: source.branchWeights)
    } else if round.copies == 1 {
      round.pass.planned.multiply(
        top, source.outputs.rows(slice.branchCapacity),
        into: round.gradients(of: top, rows: slice.capacity), parameters: source.parameters,
        lane: lane)
    } else {
      schedule.branch.backwardInputsPerTask(
        source.outputs.rows(slice.branchRows), into: round.gradients(of: top, rows: slice.rows),
        weights: source.branchWeights)
    }
    round.enterBelow(top, slice: part)
  }
}

/// The way back through a hidden layer. Its parts are: some units' weights, which take longest; the
/// slices' way to the layer below; the sums over slices; and what is done beside.
private struct LayerStep: ParallelWork {
  let round: LayeredRound
  let block: DenseStep
  let gradient: StackedGradient
  /// Whether gradients are carried on to the layer below.
  let goesOn: Bool
  private let units: UnitParts
  private let sliceCount: Int

  init(round: LayeredRound, block: DenseStep, gradient: StackedGradient) {
    self.round = round
    self.block = block
    self.gradient = gradient
    units = UnitParts(
      count: round.schedule.adapts ? gradient.copies * block.width : round.copies * block.width)
    goesOn = block.index > round.schedule.lowestBlock(of: round.goal.scope)
    sliceCount = goesOn ? round.range.count : 0
  }

  var partCount: Int { units.partCount + sliceCount + 1 + (round.side?.partCount ?? 0) }

  func compute(part: Int, lane: Int) {
    if part < units.partCount {
      return addWeights(units.range(part))
    }
    let rest = part - units.partCount
    if rest < sliceCount {
      descend(rest, lane: lane)
    } else if rest == sliceCount {
      addSums()
    } else {
      round.side?.compute(part: rest - sliceCount - 1, lane: lane)
    }
  }

  private func addWeights(_ units: Range<Int>) {
    let (rows, weight) = (round.rows, block.map.weight)
    guard !round.schedule.adapts else { return addAdaptedWeights(units) }
    block.map.backwardWeight(
      round.source.inputs(of: block.index, top: round.schedule.top, rows: rows),
      dy: round.gradients(of: block.index + 1, rows: rows),
      gradient: gradient.block(weight)
        .reshaped(rows: round.copies * weight.rows, columns: weight.columns),
      units: units, adding: round.isLater)
  }

  /// Where each task has rows of its own: the weighted sum of their gradients, or each one's.
  private func addAdaptedWeights(_ units: Range<Int>) {
    let (rows, weight) = (round.rows, block.map.weight)
    let x = round.source.inputs(of: block.index, top: round.schedule.top, rows: rows)
    let dy = round.gradients(of: block.index + 1, rows: rows)
    if let shares = round.source.shares {
      return block.map.backwardAdaptedWeight(
        x, dy: dy, shares: shares,
        gradient: gradient.block(weight).reshaped(rows: weight.rows, columns: weight.columns),
        units: units, adding: round.isLater)
    }
    let tasks = gradient.copies
    let all = gradient.block(weight).reshaped(rows: tasks * weight.rows, columns: weight.columns)
    for task in units.lowerBound / weight.rows...(units.upperBound - 1) / weight.rows {
      let first = task * weight.rows
      let own = units.clamped(to: first..<first + weight.rows)
      all.rows(own).assignProduct(
        dy.rows(of: task, among: tasks).columns(own.lowerBound - first..<own.upperBound - first)
          .transposed, x.rows(of: task, among: tasks).plain, adding: round.isLater)
    }
  }

  private func descend(_ part: Int, lane: Int) {
    let rows = round.slice(part).capacity
    round.pass.planned.multiply(
      block.index, round.gradients(of: block.index + 1, rows: rows),
      into: round.gradients(of: block.index, rows: rows), parameters: round.source.parameters,
      lane: lane)
    round.enterBelow(block.index, slice: part)
  }

  /// Adds up the slices' parts of the gradients that are sums over rows, in their order.
  private func addSums() {
    // Those of adapters are a task's own, and weighed when all is there.
    guard !round.schedule.adapts else { return }
    let total = block.sums(in: gradient)
    if !round.isLater { total.clear() }
    round.pass.sums.add(of: block, slices: round.range, to: total)
  }
}

/// From the first layer, or the branch, to the embeddings' columns of the inputs; a part is a
/// slice.
private struct EnteringInputs: ParallelWork {
  let round: LayeredRound

  func compute(part: Int, lane: Int) {
    let (slice, schedule, parameters) = (round.slice(part), round.schedule, round.source.parameters)
    if !schedule.blocks.isEmpty && schedule.members > 1 {
      round.pass.planned.multiply(
        0, round.gradients(of: 1, rows: slice.capacity),
        into: round.gradients(of: 0, rows: slice.capacity), parameters: parameters, lane: lane)
    } else if !schedule.blocks.isEmpty {
      // Through the first dense layer, for the embeddings' columns of the inputs only.
      schedule.maps[0].backwardInputs(
        round.gradients(of: 1, rows: slice.rows), into: round.gradients(of: 0, rows: slice.rows),
        parameters: parameters)
    }
    round.source.enterInputs(
      schedule, round.gradients(of: 0, rows: slice.rows),
      into: round.embeddedGradients(rows: slice.rows), rows: slice.rows,
      copies: round.pass.inputCopies,
      sums: schedule.blocks.first.map { round.sums(of: $0, slice: part) })
  }
}

/// The gradients of the embeddings' tables; a part is a feature's.
struct EmbeddingTables: ParallelWork {
  let embeddings: EmbeddingStep
  let rows: EmbeddedRows
  /// The gradients at the embeddings' columns.
  let dx: Matrix
  let parameters: Matrix
  let gradient: StackedGradient
  let adding: Bool

  func compute(part: Int, lane: Int) {
    embeddings.backward(
      part: part, rows, dx: dx, parameters: parameters, gradient: gradient, adding: adding)
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
