internal import LinearAlgebra

/// What a step computes beside the way back through the trunk: threads take it when they would
/// otherwise wait for each other.
struct SideWork: ParallelWork {
  /// The heads' own gradients; nil if they are not wanted.
  let heads: HeadGradient?
  /// The next step's rows.
  let gathering: Gathering
  /// How many slices of them are to be gathered.
  let gatheredSlices: Int

  var partCount: Int { (heads == nil ? 0 : 1) + gatheredSlices }

  func compute(part: Int, lane: Int) {
    guard let heads else { return gathering.compute(part: part, lane: lane) }
    if part == 0 {
      heads.compute(part: 0, lane: lane)
    } else {
      gathering.compute(part: part - 1, lane: lane)
    }
  }
}

/// The gradients of all heads' parameters, in one part.
struct HeadGradient: ParallelWork {
  let heads: HeadGroup
  let representation: Matrix
  /// batch × all outputs: the gradients there.
  let outputs: Matrix
  /// In the order of all parameters.
  let gradient: Matrix

  func compute(part: Int, lane: Int) {
    heads.backwardParameters(representation, outputs: outputs, gradient: gradient)
  }
}

/// Copying a slice's rows from the table.
struct Gathering: ParallelWork {
  let batch: BatchView
  let plan: SlicePlan

  func compute(part: Int, lane: Int) {
    let rows = plan.range(part)
    batch.batch.gather(rows.lowerBound..<min(rows.upperBound, batch.batch.rowCount))
  }
}

/// A slice's slopes at the outputs, times the weights of their tasks.
struct Weighing: ParallelWork {
  let slices: ArraySlice<BatchSlice>
  let weights: [Double]
  let target: Matrix

  func compute(part: Int, lane: Int) {
    slices[part].weigh(weights, into: target)
  }
}
