internal import LinearAlgebra

/// A range of a batch's rows that one thread computes, and the losses over them.
///
/// Sendable is unchecked because the sums are mutable. It holds because a slice is handed to one
/// thread at a time, which alone writes it and its rows until the threads join.
final class BatchSlice: @unchecked Sendable {
  private let schedule: NetworkSchedule
  private let activations: Activations
  private let towers: TowerRooms
  private let index: Int
  /// The slice's rows of a full batch.
  let capacity: Range<Int>

  /// The rows that the present batch has of the slice's.
  private(set) var rows: Range<Int>
  /// Whether the batch has all of the slice's rows.
  var isFull: Bool { rows.count == capacity.count }
  /// For each label the sum of weight · loss over the slice's labelled rows.
  private(set) var lossSums: [Double]

  /// - Parameters:
  ///   - index: The slice's place in the batch.
  ///   - capacity: Its rows of a full batch.
  init(
    _ schedule: NetworkSchedule, activations: Activations, towers: TowerRooms, index: Int,
    capacity: Range<Int>
  ) {
    self.schedule = schedule
    self.activations = activations
    self.towers = towers
    self.index = index
    self.capacity = capacity
    rows = capacity
    lossSums = Array(repeating: 0, count: schedule.labels.count)
  }

  /// Computes the outputs of the slice's rows of the batch: the way forward.
  ///
  /// - Parameter room: For what a layer computes on the way; the thread's own, so that it stays in
  ///   its cache.
  func forward(
    _ batch: Batch, _ planned: PlannedMaps, parameters: Matrix, dropout: DropoutKey?,
    room: FloatBuffer, lane: Int
  ) {
    rows = capacity.lowerBound..<min(capacity.upperBound, batch.rowCount)
    let inputs = batch.inputRoom
    schedule.embeddings.forward(batch.embedded.rows(rows), parameters: parameters)
    for block in schedule.blocks {
      let z = room.matrix(rows: capacity.count, columns: block.width)
      planned.multiply(
        block.index, activations.inputs(of: block.index, batch: inputs, rows: capacity), into: z,
        parameters: parameters, lane: lane)
      block.activate(
        z.rows(0..<rows.count), keeping: activations.block(block.index, rows: rows),
        parameters: parameters, dropout: dropout, firstRow: rows.lowerBound)
    }
    planned.multiply(
      schedule.top, activations.inputs(of: schedule.top, batch: inputs, rows: capacity),
      into: activations.branch.products.rows(capacity), parameters: parameters, lane: lane)
    schedule.branch.addBiases(to: outputs, parameters: parameters)
    for (tower, branch) in zip(schedule.towers, schedule.branch.branches) {
      tower.forward(
        activations.branch.products.rows(rows).columns(branch.columns), into: outputs,
        keeping: activations, rows: rows, towers.room(of: index), parameters: parameters,
        dropout: dropout)
    }
    schedule.path?.forward(inputs.rows(rows), addingTo: outputs, parameters: parameters)
  }

  /// rows × all outputs, after `forward`.
  var outputs: Matrix { activations.outputs.rows(rows) }

  /// Computes each label's loss, and the gradient of its task's at the outputs.
  func computeLosses(_ batch: Batch) {
    let slopes = activations.slopes.rows(rows)
    for (index, label) in schedule.labels.enumerated() {
      let divisor = batch.divisors[index]
      lossSums[index] = label.configuration.loss(
        outputs.columns(label.columns), batch.labels(index, rows: rows),
        gradient: slopes.columns(label.columns), normaliser: divisor > 0 ? 1 / divisor : 0)
    }
  }

  /// The way back through the towers: the gradients at the branch, and those of what the towers
  /// learn.
  func leaveTowers(parameters: Matrix) {
    for (tower, branch) in zip(schedule.towers, schedule.branch.branches) {
      tower.backward(
        activations.slopes.rows(rows),
        into: activations.branch.slopes.rows(rows)
          .columns(branch.columns), of: activations, rows: rows, towers.room(of: index),
        parameters: parameters, gradient: towers.gradient(of: index))
    }
  }

  /// The slopes at the branch, each task's times its weight, into `weighted` (batch × its width).
  func weigh(_ weights: [Double], into weighted: Matrix) {
    let target = weighted.rows(rows)
    target.copy(activations.branch.slopes.rows(rows))
    for (task, branch) in schedule.branch.branches.enumerated() where weights[task] != 1 {
      target.columns(branch.columns).scaleColumns(by: Float(weights[task]))
    }
  }

  /// The slopes at the linear path, likewise: batch × all outputs.
  func weighPath(_ weights: [Double], into weighted: Matrix) {
    let target = weighted.rows(rows)
    target.copy(activations.path.rows(rows))
    for (task, head) in schedule.heads.enumerated() where weights[task] != 1 {
      target.columns(head.columns).scaleColumns(by: Float(weights[task]))
    }
  }
}
