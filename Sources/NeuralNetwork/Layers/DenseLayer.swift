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

  /// x: rows × inputs; y: rows × outputs.
  func forward(_ x: Matrix, into y: Matrix, parameters: Matrix) {
    y.assignProduct(x.plain, parameters.tensor(weight).transposed)
    y.addToRows(parameters.tensor(bias))
  }

  /// x: rows × inputs; dy: (rows · copies) × outputs.
  ///
  /// Read as rows × (copies · outputs), dy gives every task's weight gradient in one product.
  func backwardParameters(_ x: Matrix, dy: Matrix, gradient: StackedGradient) {
    let copies = gradient.copies
    let wide = dy.reshaped(rows: x.rows, columns: copies * outputs)
    gradient.block(weight).reshaped(rows: copies * outputs, columns: inputs)
      .assignProduct(wide.transposed, x.plain)
    gradient.block(bias).reshaped(rows: 1, columns: copies * outputs).assignColumnSums(of: wide)
  }

  /// dy: (rows · copies) × outputs; dx: (rows · copies) × some columns of the inputs.
  func backwardInputs(
    columns: Range<Int>, dy: Matrix, into dx: Matrix, parameters: Matrix
  ) {
    dx.assignProduct(dy.plain, parameters.tensor(weight).columns(columns).plain)
  }
}
