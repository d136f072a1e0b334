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
