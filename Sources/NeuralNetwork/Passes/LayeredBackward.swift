internal import LinearAlgebra

/// The way back layer by layer, for one weighted sum of the losses, or for every task at once.
///
/// In each layer the threads share two kinds of work that read the same gradients: the products
/// that give the layer's parameters' gradients, cut by units, and those that carry the gradients
/// on, cut by rows. So no sum is cut, and nothing has to be added up afterwards. The gradients at a
/// layer's rows live only until the next layer is done; where those of all rows and tasks would be
/// too much, the rows come in rounds.
struct LayeredBackward: Sendable {
  /// The number of tasks whose gradients are stacked, or 1 for a weighted sum.
  let copies: Int

  let schedule: NetworkSchedule
  let workers: Workers
  let planned: PlannedMaps
  let sums: SliceSums
  private let slicesPerRound: Int
  private let rooms: [FloatBuffer]

  /// - Parameters:
  ///   - plan: How the batch is cut.
  ///   - slicesPerRound: How many slices go back together.
  init(
    _ schedule: NetworkSchedule, workers: Workers, copies: Int, plan: SlicePlan,
    slicesPerRound: Int
  ) {
    self.schedule = schedule
    self.workers = workers
    self.copies = copies
    self.slicesPerRound = slicesPerRound
    planned = PlannedMaps(
      backward: schedule, rows: plan.rows, copies: copies, packs: !plan.hasFewSlices,
      lanes: workers.count)
    sums = SliceSums(schedule, slices: plan.count, copies: copies)
    rooms = schedule.gradientRooms.widths.map {
      FloatBuffer(count: slicesPerRound * plan.rows * copies * $0)
    }
  }

  /// How many slices go back together, so that all tasks' gradients at two layers' units take no
  /// more than some bytes; each thread has a slice. All slices do where those of the parameters are
  /// not held whole: rows that come later are added to all of them, so they would have to be there
  /// still.
  static func slicesPerRound(
    _ schedule: NetworkSchedule, _ plan: SlicePlan, copies: Int, isWhole: Bool, bytes: Int
  ) -> Int {
    guard copies > 1 && isWhole else { return plan.count }
    let widest = schedule.gradientRooms.widest
    let ofSlice = 2.0 * Double(plan.rows * widest * MemoryLayout<Float>.stride) * Double(copies)
    return min(plan.count, max(Int(Double(bytes) / max(ofSlice, 1)), 2))
  }

  /// The numbers it holds.
  static func count(
    _ schedule: NetworkSchedule, _ plan: SlicePlan, copies: Int, slicesPerRound: Int
  ) -> Double {
    let perSlice =
      Double(slicesPerRound * plan.rows * schedule.gradientRooms.width)
      + Double(plan.count * SliceSums.count(schedule))
    return Double(copies) * perSlice
      + PlannedMaps.packedCount(backward: schedule, copies: copies, packs: !plan.hasFewSlices)
  }

  /// Where the gradients go.
  enum Goal: Sendable {
    /// Those of a weighted sum, in the order of the parameters.
    case vector(Matrix)
    /// Every task's, whose inner products over a scope are added up as they are complete.
    case tasks(TaskGradients, GradientScope)

    var scope: GradientScope {
      switch self {
      case .vector: .shared
      case .tasks(_, let scope): scope
      }
    }

    /// Those of a group of tensors, by its first one.
    func stack(for first: TensorPlace) -> StackedGradient {
      switch self {
      case .vector(let values): StackedGradient(values: values, copies: 1)
      case .tasks(let gradients, _): gradients.stack(for: first)
      }
    }

    /// Takes note that those of a group are complete.
    func complete(_ group: [TensorPlace]) {
      guard case .tasks(let gradients, let scope) = self else { return }
      gradients.addProducts(over: scope == .lastShared ? group.prefix(1) : group[...])
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
    let width = schedule.maps[map].propagated.count
    return rooms[schedule.gradientRooms.ofMap[map]]
      .matrix(at: offset * copies * width, rows: rows * copies, columns: width)
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

  /// Those at the embeddings' columns of the inputs.
  func embeddedGradients(rows: Range<Int>) -> Matrix {
    let dx = gradients(of: 0, rows: rows)
    return schedule.blocks.isEmpty ? dx.columns(schedule.embeddings.columns) : dx
  }

  /// From the outputs of the layer that a map reads to its products, for a slice.
  func enterBelow(_ map: Int, slice part: Int) {
    guard map > 0 else { return }
    let (block, rows) = (schedule.blocks[map - 1], slice(part).rows)
    let sums = pass.sums.sums(of: block, slice: range.lowerBound + part)
    sums.clear()
    source.enter(block, gradients(of: map, rows: rows), rows: rows, copies: copies, sums: sums)
  }

  func leaveHeads() {
    pass.workers.perform(range.count, LeavingHeads(round: self))
  }

  mutating func pass(_ block: DenseStep) {
    let places = schedule.places[block.index]
    let layer = LayerStep(round: self, block: block, gradient: goal.stack(for: places[0]))
    pass.workers.perform(layer.partCount, layer)
    side = nil
    if isLast { goal.complete(places) }
  }

  func passEmbeddings() {
    let embeddings = schedule.embeddings
    pass.workers.perform(range.count, EmbeddedInputs(round: self))
    let work = EmbeddingTables(
      embeddings: embeddings, rows: source.embedded.rows(rows), dx: embeddedGradients(rows: rows),
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
    if round.copies == 1 {
      round.pass.planned.multiply(
        top, source.outputs.rows(slice.capacity),
        into: round.gradients(of: top, rows: slice.capacity), parameters: source.parameters,
        lane: lane)
    } else {
      schedule.branch.backwardInputsPerTask(
        source.outputs.rows(slice.rows), into: round.gradients(of: top, rows: slice.rows),
        parameters: source.parameters)
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
  private let units: UnitParts
  private let sliceCount: Int

  init(round: LayeredRound, block: DenseStep, gradient: StackedGradient) {
    self.round = round
    self.block = block
    self.gradient = gradient
    units = UnitParts(count: round.copies * block.width)
    let goesOn = block.index > round.schedule.lowestBlock(of: round.goal.scope)
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
    block.map.backwardWeight(
      round.source.inputs(of: block.index, rows: rows),
      dy: round.gradients(of: block.index + 1, rows: rows),
      gradient: gradient.block(weight)
        .reshaped(rows: round.copies * weight.rows, columns: weight.columns),
      units: units, adding: round.isLater)
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
    let total = block.sums(in: gradient)
    if !round.isLater { total.clear() }
    round.pass.sums.add(of: block, slices: round.range, to: total)
  }
}

/// The gradients at the embeddings' columns of the inputs; a part is a slice.
private struct EmbeddedInputs: ParallelWork {
  let round: LayeredRound

  func compute(part: Int, lane: Int) {
    let rows = round.slice(part).rows
    let dx = round.embeddedGradients(rows: rows)
    if !round.schedule.blocks.isEmpty {
      // Through the first dense layer, for the embeddings' columns of the inputs only.
      round.schedule.maps[0].backwardInputs(
        round.gradients(of: 1, rows: rows), into: dx, parameters: round.source.parameters)
    }
    round.source.addPath(round.schedule.path, to: dx, rows: rows, copies: round.copies)
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
