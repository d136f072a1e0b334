internal import LinearAlgebra

/// Normalises each row, then scales and shifts each column (Ba, Kiros and Hinton 2016).
struct LayerNormLayer: Sendable {
  static let epsilon: Float = 1e-5

  let gain: ParameterSegment
  let shift: ParameterSegment

  init(name: String, width: Int, layout: inout ParameterLayout) {
    gain = layout.add("\(name).norm.weight", shape: [width], decays: false)
    shift = layout.add("\(name).norm.bias", shape: [width], decays: false)
  }

  var width: Int { gain.count }

  func forward(_ x: Matrix, into y: Matrix, parameters: Matrix, keeping rows: NormalisedRows) {
    y.assignLayerNorm(
      of: x, gain: parameters.tensor(gain), shift: parameters.tensor(shift),
      epsilon: Self.epsilon, keeping: rows)
  }

  func backward(
    _ rows: NormalisedRows, dy: Matrix, into dx: Matrix, parameters: Matrix,
    gradient: StackedGradient
  ) {
    dx.assignLayerNormGradient(
      of: rows, gain: parameters.tensor(gain), output: dy, copies: gradient.copies,
      gainGradient: gradient.block(gain), shiftGradient: gradient.block(shift))
  }
}
