internal import LinearAlgebra

/// An activation function, element by element.
struct ActivationLayer: Sendable {
  let function: Activation
  let width: Int

  func forward(_ x: Matrix, into y: Matrix) {
    switch function {
    case .relu: y.assignReLU(of: x)
    case .gelu: y.assignGELU(of: x)
    }
  }

  func backward(_ x: Matrix, dy: Matrix, into dx: Matrix, copies: Int) {
    switch function {
    case .relu: dx.assignReLUGradient(of: x, output: dy, copies: copies)
    case .gelu: dx.assignGELUGradient(of: x, output: dy, copies: copies)
    }
  }
}
