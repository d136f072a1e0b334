internal import LinearAlgebra

/// The experts that tasks have of their own, one each, beside those that all share: hidden layers
/// from the inputs to products of the task's branch, which its gate mixes with the shared experts'.
///
/// They are towers that stand on a path instead of the branch. What they learn is a task's own, and
/// learnt under the weight of that; what goes on to the embeddings counts as a path's does.
struct OwnExpertStep: Sendable {
  /// The first layers' products, from the inputs.
  let first: PathStep
  /// For each task the layers on its part of them; their head is the task's branch.
  let experts: [Tower]

  /// Computes the products of some rows.
  ///
  /// - Parameters:
  ///   - x: The inputs, rows × columns.
  ///   - own: What the experts have of the rows; receives the products.
  ///   - activations: Keeps what the way back needs.
  ///   - rows: The rows' places in the batch.
  func forward(
    _ x: Matrix, _ own: OwnExpertRows, keeping activations: Activations, rows: Range<Int>,
    _ room: TowerRoom, parameters: Matrix, dropout: DropoutKey?
  ) {
    first.forward(x, into: own.first, adding: false, parameters: parameters)
    for (expert, columns) in zip(experts, first.tasks) {
      expert.forward(
        own.first.columns(columns), into: own.products, keeping: activations, rows: rows, room,
        parameters: parameters, dropout: dropout)
    }
  }

  /// From the gradients at the products to those at the first layers' products, and of what the
  /// layers on them learn.
  ///
  /// - Parameters:
  ///   - x: The inputs, rows × columns.
  ///   - own: What the experts have of the rows.
  ///   - gradient: Receives those of what is learnt.
  func backward(
    _ x: Matrix, _ own: OwnExpertRows, of activations: Activations, rows: Range<Int>,
    _ room: TowerRoom, parameters: Matrix, gradient: StackedGradient
  ) {
    for (expert, columns) in zip(experts, first.tasks) {
      expert.backward(
        own.slopes, read: x, into: own.first.columns(columns), of: activations, rows: rows, room,
        parameters: parameters, gradient: gradient)
    }
  }
}

/// What tasks' own experts have of some rows.
struct OwnExpertRows: Sendable {
  /// rows × all experts' first units: the products there on the way forward, then the gradients.
  let first: Matrix
  /// rows × the branch's width: each task's products of its expert's outputs.
  let products: Matrix
  /// The gradients there.
  let slopes: Matrix

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> OwnExpertRows {
    OwnExpertRows(
      first: first.rows(range), products: products.rows(range), slopes: slopes.rows(range))
  }
}

/// What own experts add to the gradients of the branch's weights, which are the shared experts' part
/// before; and the gradients of its biases, for only with its own a task's shares add up to 1. A
/// part is a task; one of weight 0 leaves no trace.
struct OwnBranchGradient: ParallelWork {
  let branch: BranchStep
  let experts: [Tower]
  let weights: [Double]
  /// batch × the branch's width: the gradients at the mixtures' products, and at own experts'.
  let mixed, slopes: Matrix
  let activations: Activations
  /// In the order of all parameters.
  let gradient: Matrix

  func compute(part: Int, lane: Int) {
    let (expert, weight) = (experts[part], weights[part])
    branch.sumBiases(of: part, mixed, times: weight, gradient: gradient)
    guard weight != 0, let last = expert.layers.last else { return }
    gradient.tensor(expert.head).assignProduct(
      slopes.columns(expert.outputs).transposed,
      activations.block(last.index, rows: 0..<slopes.rows).outputs.plain, times: Float(weight),
      adding: true)
  }
}
