internal import LinearAlgebra

/// The weights at the branch, of all members and tasks together.
///
/// A head's are parameters. Those of a tower's first layer are made of its weight and of the factors
/// of what each member reads: the product with the reading is then one with the weights.
struct BranchWeights: Sendable {
  private let branch: BranchStep
  private let made: FloatBuffer

  init(_ branch: BranchStep) {
    self.branch = branch
    made = FloatBuffer(count: Self.count(branch))
  }

  /// The numbers it holds.
  static func count(_ branch: BranchStep) -> Int {
    branch.hasAdapters ? branch.members * branch.map.weight.count : 0
  }

  /// Makes those of a step's parameters.
  func take(_ parameters: Matrix, workers: Workers) {
    guard branch.hasAdapters else { return }
    workers.perform(branch.branches.count, Making(weights: self, parameters: parameters))
  }

  /// All weights: row o · members + m is member m's for product o.
  func all(_ parameters: Matrix) -> Matrix {
    branch.hasAdapters
      ? made.matrix(rows: branch.members * branch.width, columns: branch.map.inputs)
      : parameters.tensor(branch.map.weight)
  }

  /// A part is a task.
  private struct Making: ParallelWork {
    let weights: BranchWeights
    let parameters: Matrix

    func compute(part: Int, lane: Int) {
      let (branch, members) = (weights.branch.branches[part], weights.branch.members)
      guard let adapter = branch.adapter else { return }
      let (first, end) = (branch.columns.lowerBound, branch.columns.upperBound)
      weights.all(parameters).rows(members * first..<members * end).spread(
        parameters.tensor(branch.weight), members: members, scale: parameters.tensor(adapter))
    }
  }
}
