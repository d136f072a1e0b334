internal import LinearAlgebra

/// Silences units at random and scales the others up, so that their mean stays (Srivastava et al.
/// 2014, inverted). One mask serves all tasks: their gradients belong to the same network.
struct DropoutLayer: Sendable {
  let probability: Float
  let width: Int
  /// Tells the masks of a network's dropout layers apart.
  let index: Int

  func forward(
    _ x: Matrix, into y: Matrix, mask: Matrix, step: DropoutKey, firstRow: Int
  ) {
    mask.assignDropoutMask(
      probability: probability, key: step.key(layer: index), firstRow: firstRow)
    y.assignMasked(x, by: mask, copies: 1)
  }

  func backward(_ mask: Matrix, dy: Matrix, into dx: Matrix, copies: Int) {
    dx.assignMasked(dy, by: mask, copies: copies)
  }
}

/// What the dropout masks of a training step follow from; with the row in the batch it decides each
/// mask, so masks depend neither on the threads nor on how a batch is cut.
public struct DropoutKey: Sendable {
  private let bits: UInt64

  /// Sixty-four random bits, fresh each step.
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// The key of one layer's mask.
  package func key(layer: Int) -> UInt64 {
    bits &+ UInt64(layer) &* 0x9E37_79B9_7F4A_7C15
  }
}
