internal import LinearAlgebra

/// The gates of all tasks: each one's shares of the experts, and what becomes of them.
///
/// Products of the branch are linear in what is read, so each expert's are mixed instead of its
/// outputs: the product of the mixture is the mixture of the products.
struct GateStep: Sendable {
  let experts: Int
  /// What the shares are softmaxes of, from the inputs: all tasks' × experts columns.
  let logits: PathStep

  /// The columns of the shares.
  let width: Int

  /// - Parameters:
  ///   - places: For each task the place of its gate's weight; each follows the one before.
  ///   - learnt: The columns of the inputs that are learnt.
  init(_ places: [TensorPlace], learnt: Range<Int>) {
    experts = places[0].rows
    width = places.count * places[0].rows
    logits = PathStep(places, learnt: learnt)
  }

  /// A task's columns among the shares.
  func columns(_ task: Int) -> Range<Int> { task * experts..<(task + 1) * experts }

  /// Mixes the branch's products of some rows.
  ///
  /// - Parameters:
  ///   - x: The inputs, rows × columns.
  ///   - mixture: The experts' products at the rows; receives the shares.
  ///   - products: Receives those of the mixtures, rows × the branch's width.
  func forward(
    _ x: Matrix, _ mixture: MixtureRows, into products: Matrix, branches: [BranchStep.Branch],
    parameters: Matrix
  ) {
    logits.forward(x, into: mixture.shares, adding: false, parameters: parameters)
    mixture.shares.reshaped(rows: x.rows * branches.count, columns: experts).softmaxRows()
    for (task, branch) in branches.enumerated() {
      products.columns(branch.columns).mix(
        mixture.products.columns(branch.columns), shares: mixture.shares.columns(columns(task)))
    }
  }

  /// From the gradients at the products of the mixtures to those at the experts' products and at
  /// the shares' logits.
  func backward(_ slopes: Matrix, _ mixture: MixtureRows, branches: [BranchStep.Branch]) {
    for (task, branch) in branches.enumerated() {
      slopes.columns(branch.columns).leaveMix(
        of: mixture.products.columns(branch.columns),
        shares: mixture.shares.columns(columns(task)),
        into: mixture.slopes.columns(branch.columns),
        logits: mixture.logitSlopes.columns(columns(task)))
    }
  }
}

/// What mixing keeps of some rows: row b · experts + e of the products is expert e's of row b.
struct MixtureRows: Sendable {
  /// rows × (tasks · experts).
  let shares: Matrix
  /// The gradients at their logits.
  let logitSlopes: Matrix
  /// (rows · experts) × the branch's width: the products of each expert's outputs.
  let products: Matrix
  /// The gradients there.
  let slopes: Matrix

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> MixtureRows {
    let experts = products.rows / max(shares.rows, 1)
    let all = range.lowerBound * experts..<range.upperBound * experts
    return MixtureRows(
      shares: shares.rows(range), logitSlopes: logitSlopes.rows(range),
      products: products.rows(all), slopes: slopes.rows(all))
  }
}
