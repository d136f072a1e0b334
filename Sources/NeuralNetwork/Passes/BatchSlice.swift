internal import LinearAlgebra

/// A range of members' rows that one thread computes, and the losses over them.
///
/// Sendable is unchecked because the sums are mutable. It holds because a slice is handed to one
/// thread at a time, which alone writes it and its rows until the threads join.
final class BatchSlice: @unchecked Sendable {
  private let schedule: NetworkSchedule
  private let activations: Activations
  private let towers: TowerRooms
  private let ownExperts: TowerRooms
  /// Its place in the batch.
  let index: Int
  /// Whether members' predictions are averaged: otherwise their losses are.
  private let averages: Bool
  /// The slice's rows of a full batch.
  let capacity: Range<Int>

  /// The rows that the present batch has of the slice's.
  private(set) var rows: Range<Int>
  /// Those of the batch's rows that they are of.
  var batchRows: Range<Int> {
    rows.lowerBound / schedule.members..<rows.upperBound / schedule.members
  }
  /// Those of the outputs.
  var outputRows: Range<Int> { schedule.outputRows(rows) }
  /// Those of the branch's products that ways back begin with, of the batch at hand and of a full
  /// one.
  var branchRows: Range<Int> { schedule.branchRows(rows) }
  var branchCapacity: Range<Int> { schedule.branchRows(capacity) }
  /// Whether the batch has all of the slice's rows.
  var isFull: Bool { rows.count == capacity.count }
  /// For each label the sum of weight · loss over the slice's labelled rows.
  private(set) var lossSums: [Double]

  /// - Parameters:
  ///   - index: The slice's place in the batch.
  ///   - capacity: Its rows of a full batch.
  ///   - averages: Whether members' predictions are averaged, as prediction needs.
  init(
    _ schedule: NetworkSchedule, activations: Activations, towers: TowerRooms,
    ownExperts: TowerRooms, index: Int, capacity: Range<Int>, averages: Bool
  ) {
    self.schedule = schedule
    self.activations = activations
    self.towers = towers
    self.ownExperts = ownExperts
    self.index = index
    self.capacity = capacity
    self.averages = averages && schedule.outputMembers > 1
    rows = capacity
    lossSums = Array(repeating: 0, count: schedule.labels.count)
  }

  /// Computes the outputs of the slice's rows of the batch: the way forward.
  ///
  /// - Parameters:
  ///   - branch: The weights there.
  ///   - room: For what a layer computes on the way; the thread's own, so that it stays in its
  ///     cache.
  func forward(
    _ batch: Batch, _ planned: PlannedMaps, branch: BranchWeights, parameters: Matrix,
    dropout: DropoutKey?, room: FloatBuffer, lane: Int
  ) {
    let members = schedule.members
    rows = capacity.lowerBound..<min(capacity.upperBound, batch.rowCount * members)
    schedule.embeddings.forward(batch.embedded.rows(batchRows), parameters: parameters)
    if members > 1 {
      inputs(of: 0, batch, rows).spread(
        batch.inputs.rows(batchRows), members: members,
        scale: schedule.blocks.first?.inputScale(parameters))
    }
    for block in schedule.blocks {
      let place = room.matrix(rows: capacity.count, columns: block.width)
      let z = activations.block(block.index, rows: capacity).products ?? place
      planned.multiply(
        block.index, inputs(of: block.index, batch, capacity), into: z, parameters: parameters,
        lane: lane)
      let present = 0..<rows.count
      block.activate(
        z.rows(present), keeping: activations.block(block.index, rows: rows),
        feeding: reading(above: block, parameters), room: place.rows(present),
        parameters: parameters, dropout: dropout, firstRow: rows.lowerBound)
    }
    let (top, products) = (schedule.top, activations.branch.products)
    if members > 1 {
      schedule.branch.forward(
        inputs(of: top, batch, rows), into: products.rows(outputRows),
        weights: branch.all(parameters))
    } else if let gates = schedule.gates, let mixture = activations.mixture {
      planned.multiply(
        top, inputs(of: top, batch, capacity), into: mixture.rows(capacity).products,
        parameters: parameters, lane: lane)
      if let own = mixture.own {
        schedule.ownExperts?.forward(
          batch.inputs.rows(rows), own.rows(rows), keeping: activations, rows: rows,
          ownExperts.room(of: index), parameters: parameters, dropout: dropout)
      }
      gates.forward(
        batch.inputs.rows(rows), mixture.rows(rows), into: products.rows(rows),
        branches: schedule.branch.branches, parameters: parameters)
    } else {
      planned.multiply(
        top, inputs(of: top, batch, capacity), into: products.rows(capacity),
        parameters: parameters, lane: lane)
    }
    schedule.branch.addBiases(to: memberOutputs, parameters: parameters)
    for (tower, branch) in zip(schedule.towers, schedule.branch.branches) {
      tower.forward(
        products.rows(rows).columns(branch.columns), into: memberOutputs,
        keeping: activations, rows: rows, towers.room(of: index), parameters: parameters,
        dropout: dropout)
    }
    if let path = schedule.path { addPath(path, batch, parameters: parameters) }
    if averages { schedule.writeMeanOutputs(of: memberOutputs, to: together) }
  }

  /// What a map reads of some rows.
  private func inputs(of map: Int, _ batch: Batch, _ rows: Range<Int>) -> Matrix {
    activations.inputs(of: map, top: schedule.top, batch: batch.inputRoom, rows: rows)
  }

  /// What the layer above reads of a layer's outputs, if that is something else.
  private func reading(above block: DenseStep, _ parameters: Matrix) -> MemberReading? {
    guard block.index + 1 < schedule.blocks.count else { return nil }
    let above = schedule.blocks[block.index + 1]
    return above.reading(
      parameters, result: activations.block(above.index, rows: rows).inputs)
  }

  /// Adds the linear path's products to the outputs of all members.
  private func addPath(_ path: PathStep, _ batch: Batch, parameters: Matrix) {
    let (inputs, members) = (batch.inputs.rows(batchRows), schedule.outputMembers)
    guard members > 1 else {
      return path.forward(inputs, into: memberOutputs, adding: true, parameters: parameters)
    }
    path.forward(inputs, into: together, adding: false, parameters: parameters)
    for member in 0..<members {
      memberOutputs.rows(of: member, among: members).add(together)
    }
  }

  /// rows × all outputs, each member's.
  private var memberOutputs: Matrix { activations.outputs.rows(outputRows) }

  /// The batch's rows × all outputs: what its members have together.
  private var together: Matrix { activations.together.rows(batchRows) }

  /// The batch's rows × all outputs, after `forward`: those of one member, or those that stand for
  /// the mean prediction of several.
  var outputs: Matrix { averages ? together : memberOutputs }

  /// Computes each label's loss, and the gradient of its task's at the outputs.
  func computeLosses(_ batch: Batch) {
    let members = schedule.outputMembers
    let slopes = activations.slopes.rows(outputRows)
    for (index, label) in schedule.labels.enumerated() {
      let (divisor, labels) = (batch.divisors[index], batch.labels(index, rows: batchRows))
      guard !averages else {
        lossSums[index] = label.configuration.loss(
          together.columns(label.columns), labels, gradient: nil, normaliser: 0)
        continue
      }
      let normaliser = divisor > 0 ? 1 / (divisor * Double(members)) : 0
      var sum = 0.0
      for member in 0..<members {
        sum += label.configuration.loss(
          memberOutputs.rows(of: member, among: members).columns(label.columns), labels,
          gradient: slopes.rows(of: member, among: members).columns(label.columns),
          normaliser: normaliser)
      }
      lossSums[index] = sum / Double(members)
    }
    guard members > 1, !averages, schedule.path != nil else { return }
    // What goes back to the linear path: it is the same for all members.
    together.copy(slopes.rows(of: 0, among: members))
    for member in 1..<members { together.add(slopes.rows(of: member, among: members)) }
  }

  /// The way back through the towers: the gradients at the branch, and those of what the towers
  /// learn.
  func leaveTowers(_ batch: Batch, parameters: Matrix) {
    let read = inputs(of: schedule.top, batch, rows)
    for (tower, branch) in zip(schedule.towers, schedule.branch.branches) {
      tower.backward(
        activations.slopes.rows(rows), read: read,
        into: activations.branch.slopes.rows(rows)
          .columns(branch.columns), of: activations, rows: rows, towers.room(of: index),
        parameters: parameters, gradient: towers.gradient(of: index))
    }
  }

  /// The way back through the gates, behind that through the towers: the gradients at the experts'
  /// products, and at the shares; and through tasks' own experts to their first products.
  func leaveGates(_ batch: Batch, parameters: Matrix) {
    guard let gates = schedule.gates, let mixture = activations.mixture else { return }
    gates.backward(
      activations.branch.slopes.rows(rows), mixture.rows(rows),
      branches: schedule.branch.branches)
    guard let own = mixture.own else { return }
    schedule.ownExperts?.backward(
      batch.inputs.rows(rows), own.rows(rows), of: activations, rows: rows,
      ownExperts.room(of: index), parameters: parameters, gradient: ownExperts.gradient(of: index))
  }

  /// The slopes at the branch, each task's times its weight, into `weighted` (the branch's rows ×
  /// its width).
  func weigh(_ weights: [Double], into weighted: Matrix) {
    let branches = schedule.branch.branches
    weighted.rows(branchRows)
      .assign(activations.leaving.rows(branchRows), weights) { branches[$0].columns }
  }

  /// The slopes at the paths, likewise: for each batch × its columns, where it has any.
  func weighPaths(_ weights: [Double], into weighted: [Matrix]) {
    for (index, weighted) in weighted.enumerated() where weighted.columns > 0 {
      let path = schedule.paths[index]
      weighted.rows(batchRows)
        .assign(activations.pathSlopes[index].rows(batchRows), weights) { path.tasks[$0] }
    }
  }
}

extension Matrix {
  /// Becomes a copy of numbers with each task's columns times its weight.
  fileprivate func assign(
    _ source: Matrix, _ weights: [Double], columns: (_ task: Int) -> Range<Int>
  ) {
    copy(source)
    for (task, weight) in weights.enumerated() where weight != 1 {
      self.columns(columns(task)).scaleColumns(by: Float(weight))
    }
  }
}
