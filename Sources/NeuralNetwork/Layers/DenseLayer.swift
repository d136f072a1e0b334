internal import LinearAlgebra

/// y = x Wᵀ + b, with W of shape [outputs, inputs].
struct DenseLayer: Sendable {
  let weight: ParameterSegment
  let bias: ParameterSegment

  init(name: String, inputs: Int, outputs: Int, layout: inout ParameterLayout) {
    weight = layout.add("\(name).weight", shape: [outputs, inputs], decays: true)
    bias = layout.add("\(name).bias", shape: [outputs], decays: false)
  }

  var inputs: Int { weight.shape[1] }
  var outputs: Int { weight.shape[0] }

  /// Computes some rows of the gradient of the weight for all copies together: row i · outputs + u is
  /// unit u's for task i. Adds them to what is there if asked.
  ///
  /// - Parameters:
  ///   - x: rows × inputs.
  ///   - dy: (rows · copies) × outputs. Read as rows × (copies · outputs), it gives every task's
  ///     weight gradient in one product.
  func backwardWeight(
    _ x: Matrix, dy: Matrix, gradient: StackedGradient, units: Range<Int>, adding: Bool
  ) {
    let stacked = gradient.copies * outputs
    let columns = dy.reshaped(rows: x.rows, columns: stacked).columns(units)
    gradient.block(weight).reshaped(rows: stacked, columns: inputs).rows(units)
      .assignProduct(columns.transposed, x.plain, adding: adding)
  }

  /// dy: (rows · copies) × outputs; dx: (rows · copies) × some columns of the inputs.
  func backwardInputs(
    columns: Range<Int>, dy: Matrix, into dx: Matrix, parameters: Matrix
  ) {
    dx.assignProduct(dy.plain, parameters.tensor(weight).columns(columns).plain)
  }
}
