package import LinearAlgebra

/// The bytes that a `BatchPass` allocates, before it does: the sum over its parts, each of which
/// says what it takes. Doubles: what a user asks for may be more than anyone can count. oneDNN's
/// own room, some kilobytes a product, is left out.
package struct PassMemory: Sendable {
  /// The rows of a batch, what each layer makes of them, and the gradient of a weighted sum.
  package let step: Double
  /// What it takes besides to have every task's gradients, or to estimate their inner products.
  package let tasks: Double

  /// What `BatchPass` allocates with the same arguments.
  package init(
    network: MultiTaskNetwork, capacity: Int, gradients: BatchPass.Gradients, threads: Int,
    jacobianBytes: Int = BatchPass.mostJacobianBytes,
    stackedBytes: Int = BatchPass.mostStackedBytes, precision: FactorPrecision = .fastest,
    sliceRows: Int? = nil
  ) {
    let schedule = network.schedule
    let plan = SlicePlan(capacity: capacity, members: schedule.members, rows: sliceRows)
    let copies = network.tasks.count
    let width = Double(MemoryLayout<Float>.stride)
    step =
      width * Self.numbers(network, plan, gradients, threads: threads)
      // The next batch is gathered beside the present one.
      + (gradients == .none ? 1 : 2)
      * Batch.bytes(
        capacity: capacity, rooms: plan.totalBatchRows, layout: network.inputs,
        labelCount: network.labels.count)
    switch gradients {
    case .none, .weighted: tasks = 0
    case .sketched(let columns) where schedule.isSketched:
      tasks = GramianSketch.bytes(
        schedule, threads: threads, plan, columns: columns, precision: precision)
    case .perTask, .sketched:
      let slices = LayeredBackward.slicesPerRound(
        schedule, plan, copies: copies,
        isWhole: TaskGradients.isWhole(network, most: jacobianBytes), bytes: stackedBytes)
      tasks =
        width * LayeredBackward.count(schedule, plan, copies: copies, slicesPerRound: slices)
        + TaskGradients.bytes(network, most: jacobianBytes)
    }
  }

  /// The numbers of a step for a weighted sum, without its batches.
  private static func numbers(
    _ network: MultiTaskNetwork, _ plan: SlicePlan, _ gradients: BatchPass.Gradients, threads: Int
  ) -> Double {
    let schedule = network.schedule
    let forward =
      Activations.count(schedule, rows: plan.totalRows)
      + Double(BranchWeights.count(schedule.branch))
      + Double(threads * plan.rows) * Double(schedule.widestBlock)
      + TowerRooms.count(schedule.towers, plan, hasGradients: gradients != .none)
      + TowerRooms.count(
        schedule.ownExperts?.experts ?? [], plan, hasGradients: gradients != .none)
      + PlannedMaps.packedCount(forward: schedule, packs: !plan.hasFewSlices)
    guard gradients != .none else { return forward }
    let parameters = network.layout.count
    return forward + Double(parameters)
      + AdapterGradients.count(schedule, slices: plan.count)
      + 2 * Double(schedule.branchRows(0..<plan.totalRows).count) * Double(schedule.branch.width)
      + Double(plan.totalBatchRows) * Double(schedule.weightedPathWidths.reduce(0, +))
      + (plan.hasFewSlices
        ? SlicedBackward.count(schedule, parameterCount: parameters, plan)
        : LayeredBackward.count(schedule, plan, copies: 1, slicesPerRound: plan.count))
  }
}
