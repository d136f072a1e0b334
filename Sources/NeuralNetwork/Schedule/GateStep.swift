internal import LinearAlgebra

/// The gates of all tasks: each one's shares of the experts, and what becomes of them.
///
/// Products of the branch are linear in what is read, so each expert's are mixed instead of its
/// outputs: the product of the mixture is the mixture of the products.
struct GateStep: Sendable {
  /// How many experts all tasks share.
  let experts: Int
  /// What the shares are softmaxes of, from the inputs: for each task as many columns as it mixes
  /// experts, its own last.
  let logits: PathStep

  /// - Parameters:
  ///   - places: For each task the place of its gate's weight; each follows the one before.
  ///   - owns: How many of the experts it mixes are a task's own.
  ///   - learnt: The columns of the inputs that are learnt.
  init(_ places: [TensorPlace], owns: Int, learnt: Range<Int>) {
    experts = places[0].rows - owns
    logits = PathStep(places, learnt: learnt)
  }

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
    mixture.shares
      .reshaped(rows: x.rows * branches.count, columns: logits.width / branches.count)
      .softmaxRows()
    for (branch, shares) in zip(branches, logits.tasks) {
      products.columns(branch.columns).mix(
        mixture.products.columns(branch.columns),
        and: mixture.own?.products.columns(branch.columns), shares: mixture.shares.columns(shares))
    }
  }

  /// From the gradients at the products of the mixtures to those at all experts' products and at
  /// the shares' logits.
  func backward(_ slopes: Matrix, _ mixture: MixtureRows, branches: [BranchStep.Branch]) {
    for (branch, shares) in zip(branches, logits.tasks) {
      slopes.columns(branch.columns).leaveMix(
        of: mixture.products.columns(branch.columns),
        and: mixture.own.map {
          ($0.products.columns(branch.columns), $0.slopes.columns(branch.columns))
        }, shares: mixture.shares.columns(shares),
        into: mixture.slopes.columns(branch.columns),
        logits: mixture.logitSlopes.columns(shares))
    }
  }
}

/// What mixing keeps of some rows: row b · experts + e of the products is expert e's of row b.
struct MixtureRows: Sendable {
  /// rows × all tasks' shares.
  let shares: Matrix
  /// The gradients at their logits.
  let logitSlopes: Matrix
  /// (rows · experts) × the branch's width: the products of each expert's outputs.
  let products: Matrix
  /// The gradients there.
  let slopes: Matrix
  /// What tasks' own experts have; nil without.
  let own: OwnExpertRows?

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> MixtureRows {
    let experts = products.rows / max(shares.rows, 1)
    let all = range.lowerBound * experts..<range.upperBound * experts
    return MixtureRows(
      shares: shares.rows(range), logitSlopes: logitSlopes.rows(range),
      products: products.rows(all), slopes: slopes.rows(all), own: own?.rows(range))
  }
}
