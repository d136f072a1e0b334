/// What the dropout masks of a training step follow from; with the row in the batch it decides each
/// mask, so masks depend neither on the threads nor on how a batch is cut.
public struct DropoutKey: Sendable {
  private let bits: UInt64
  /// The place in the batch of the first of members' rows at hand.
  private(set) var firstRow = 0

  /// Sixty-four random bits, fresh each step.
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// The key for a part of the batch.
  ///
  /// - Parameter row: The place in the batch of the part's first one of members' rows.
  func beginning(at row: Int) -> DropoutKey {
    var key = self
    key.firstRow = row
    return key
  }

  /// The key of one layer's mask.
  package func key(layer: Int) -> UInt64 {
    bits &+ UInt64(layer) &* 0x9E37_79B9_7F4A_7C15
  }
}
