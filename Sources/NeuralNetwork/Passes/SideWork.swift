internal import LinearAlgebra

/// What a step computes beside the way back through the trunk: threads take it when they would
/// otherwise wait for each other.
struct SideWork: ParallelWork {
  /// The gradients of the branch's parameters; nil if they are not wanted.
  let branch: BranchGradient?
  /// The gradients of the linear path's; nil if they are not wanted.
  let path: PathGradient?
  /// The gradients of the gates'; nil if they are not wanted.
  let gates: PathGradient?
  /// The next step's rows; nil if they are not announced.
  let gathering: Gathering?

  private var branchParts: Int { branch?.partCount ?? 0 }
  private var pathParts: Int { path?.partCount ?? 0 }
  private var gateParts: Int { gates?.partCount ?? 0 }

  var partCount: Int { branchParts + pathParts + gateParts + (gathering?.partCount ?? 0) }

  func compute(part: Int, lane: Int) {
    if part < branchParts {
      branch?.compute(part: part, lane: lane)
    } else if part < branchParts + pathParts {
      path?.compute(part: part - branchParts, lane: lane)
    } else if part < branchParts + pathParts + gateParts {
      gates?.compute(part: part - branchParts - pathParts, lane: lane)
    } else {
      gathering?.compute(part: part - branchParts - pathParts - gateParts, lane: lane)
    }
  }
}

/// The gradients of the branch's parameters; a part is a member, or a task that reads rows of its
/// own.
struct BranchGradient: ParallelWork {
  let branch: BranchStep
  /// What the branch reads: members' rows.
  let inputs: Matrix
  /// The branch's rows × its width: the gradients there.
  let outputs: Matrix
  /// In the order of all parameters.
  let gradient: Matrix

  var partCount: Int { branch.partCount }

  func compute(part: Int, lane: Int) {
    branch.backwardWeights(of: part, inputs, dy: outputs, gradient: gradient)
    if part == 0 { branch.sumBiases(outputs, gradient: gradient) }
  }
}

/// The gradients of the linear path's parameters, or the gates', not yet weighted; a part is some
/// of its columns.
struct PathGradient: ParallelWork {
  let path: PathStep
  /// The batch's rows.
  let inputs: Matrix
  /// batch × all its columns: the slopes there.
  let slopes: Matrix
  /// In the order of all parameters.
  let gradient: Matrix

  var partCount: Int { path.partCount }

  func compute(part: Int, lane: Int) {
    path.backwardWeight(part: part, inputs, dy: slopes, gradient: gradient)
  }
}

/// Copying rows from the table; a part is a slice.
struct Gathering: ParallelWork {
  let batch: BatchView
  let plan: SlicePlan

  var partCount: Int { plan.count(of: batch.batch.rowCount) }

  func compute(part: Int, lane: Int) {
    let rows = plan.batchRange(part)
    batch.batch.gather(rows.lowerBound..<min(rows.upperBound, batch.batch.rowCount))
  }
}

/// A slice's slopes at the outputs, times the weights of their tasks.
struct Weighing: ParallelWork {
  let slices: ArraySlice<BatchSlice>
  let weights: [Double]
  let target: Matrix
  /// Receives those at the linear path; nil if they are not wanted.
  var path: Matrix?
  /// Receives those at the gates' logits; nil if they are not wanted.
  var gates: Matrix?
  /// The weights there, if they are others.
  var pathWeights: [Double]?

  func compute(part: Int, lane: Int) {
    slices[part].weigh(weights, into: target)
    if let path { slices[part].weighPath(pathWeights ?? weights, into: path) }
    if let gates { slices[part].weighGates(weights, into: gates) }
  }
}
