internal import LinearAlgebra

/// What a step computes beside the way back through the trunk: threads take it when they would
/// otherwise wait for each other.
struct SideWork: ParallelWork {
  /// The gradients of the branch's parameters; nil if they are not wanted.
  let branch: BranchGradient?
  /// The gradients of the paths'; nil if they are not wanted.
  let paths: PathGradients?
  /// The next step's rows; nil if they are not announced.
  let gathering: Gathering?

  private var branchParts: Int { branch?.partCount ?? 0 }
  private var pathParts: Int { paths?.partCount ?? 0 }

  var partCount: Int { branchParts + pathParts + (gathering?.partCount ?? 0) }

  func compute(part: Int, lane: Int) {
    if part < branchParts {
      branch?.compute(part: part, lane: lane)
    } else if part < branchParts + pathParts {
      paths?.compute(part: part - branchParts, lane: lane)
    } else {
      gathering?.compute(part: part - branchParts - pathParts, lane: lane)
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

/// The gradients of the paths' parameters, not yet weighted; a part is some of the columns of one.
struct PathGradients: ParallelWork {
  let paths: [PathStep]
  /// The batch's rows.
  let inputs: Matrix
  /// For each path at least batch × all its columns: the slopes there.
  let slopes: [Matrix]
  /// In the order of all parameters.
  let gradient: Matrix

  var partCount: Int { paths.reduce(0) { $0 + $1.partCount } }

  func compute(part: Int, lane: Int) {
    var part = part
    for (path, slopes) in zip(paths, slopes) {
      guard part >= path.partCount else {
        return path.backwardWeight(
          part: part, inputs, dy: slopes.rows(0..<inputs.rows), gradient: gradient)
      }
      part -= path.partCount
    }
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
  /// Receive those at the paths, if they are wanted; one without columns receives nothing.
  var paths: [Matrix] = []
  /// The weights there, if they are others.
  var pathWeights: [Double]?

  func compute(part: Int, lane: Int) {
    slices[part].weigh(weights, into: target)
    slices[part].weighPaths(pathWeights ?? weights, into: paths)
  }
}
