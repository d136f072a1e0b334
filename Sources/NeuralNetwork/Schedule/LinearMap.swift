internal import LinearAlgebra

/// y = x Wᵀ: what hidden layers and heads have in common.
struct LinearMap: Sendable {
  /// W, outputs × inputs.
  let weight: TensorPlace
  /// The columns of the inputs whose gradients are wanted: all where a block lies below, those of
  /// embeddings, or none.
  let propagated: Range<Int>

  var outputs: Int { weight.rows }
  var inputs: Int { weight.columns }

  /// Computes some rows of the gradient of W for all copies together: row i · outputs + u is unit
  /// u's for task i. Adds them to what is there if asked.
  ///
  /// - Parameters:
  ///   - x: rows × inputs.
  ///   - dy: (rows · copies) × outputs. Read as rows × (copies · outputs), it gives every task's
  ///     gradient in one product.
  ///   - gradient: (copies · outputs) × inputs.
  func backwardWeight(
    _ x: Matrix, dy: Matrix, gradient: Matrix, units: Range<Int>, adding: Bool
  ) {
    let columns = dy.reshaped(rows: x.rows, columns: gradient.rows).columns(units)
    gradient.rows(units).assignProduct(columns.transposed, x.plain, adding: adding)
  }

  /// Computes some rows of the gradient of W where each task reads rows of its own: row b · tasks + t
  /// is task t's. Adds them to what is there if asked.
  ///
  /// - Parameters:
  ///   - shares: For each task a factor of its part; one of 0 leaves no trace.
  ///   - gradient: outputs × inputs.
  func backwardAdaptedWeight(
    _ x: Matrix, dy: Matrix, shares: [Double], gradient: Matrix, units: Range<Int>, adding: Bool
  ) {
    let (result, tasks) = (gradient.rows(units), shares.count)
    var adds = adding
    for task in 0..<tasks where shares[task] != 0 {
      result.assignProduct(
        dy.rows(of: task, among: tasks).columns(units).transposed,
        x.rows(of: task, among: tasks).plain, times: Float(shares[task]), adding: adds)
      adds = true
    }
    if !adds { result.clear() }
  }

  /// The gradients of the wanted columns of the inputs: dy is rows × outputs, dx rows × columns.
  func backwardInputs(_ dy: Matrix, into dx: Matrix, parameters: Matrix) {
    dx.assignProduct(dy.plain, parameters.tensor(weight).columns(propagated).plain)
  }
}
