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

  /// Normalises the rows of x in their place.
  func forward(_ x: Matrix, parameters: Matrix, keeping rows: NormalisedRows) {
    x.assignLayerNorm(
      of: x, gain: parameters.tensor(gain), shift: parameters.tensor(shift),
      epsilon: Self.epsilon, keeping: rows)
  }

  /// Turns the gradient of the output into that of the input, in its place, and adds those of gain
  /// and shift to `gradients`: copies × width each.
  func backward(
    _ rows: NormalisedRows, dy: Matrix, parameters: Matrix, copies: Int,
    gradients: (gain: Matrix, shift: Matrix)
  ) {
    dy.assignLayerNormGradient(
      of: rows, gain: parameters.tensor(gain), output: dy, copies: copies,
      gainGradient: gradients.gain, shiftGradient: gradients.shift)
  }
}
