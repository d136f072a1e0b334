internal import LinearAlgebra

/// A batch lent to the threads of one phase.
///
/// Sendable is unchecked because a batch can be refilled. It holds because the threads only read
/// it, or each write rows of their own, and join before the pass returns to whoever may refill it.
struct BatchView: @unchecked Sendable {
  let batch: Batch

  init(_ batch: Batch) {
    self.batch = batch
  }
}

/// Forward for a slice.
struct Forward: ParallelWork {
  let slices: ArraySlice<BatchSlice>
  let batch: BatchView
  let planned: PlannedMaps
  let branch: BranchWeights
  let parameters: Matrix
  let dropout: DropoutKey?
  let rooms: [FloatBuffer]

  func compute(part: Int, lane: Int) {
    slices[part].forward(
      batch.batch, planned, branch: branch, parameters: parameters, dropout: dropout,
      room: rooms[lane], lane: lane)
  }
}

/// Forward for a slice, on to its losses, and back to the branch.
struct ForwardToLosses: ParallelWork {
  let forward: Forward
  let leavesTowers: Bool

  func compute(part: Int, lane: Int) {
    forward.compute(part: part, lane: lane)
    forward.slices[part].computeLosses(forward.batch.batch)
    if leavesTowers {
      forward.slices[part].leaveTowers(forward.batch.batch, parameters: forward.parameters)
      forward.slices[part].leaveGates(forward.batch.batch, parameters: forward.parameters)
    }
  }
}
