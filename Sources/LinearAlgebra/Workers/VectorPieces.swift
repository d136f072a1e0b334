/// How a long vector is cut where threads compute with it side by side.
///
/// Every phase cuts it alike, so a thread finds in its cache what it wrote there in the phase
/// before.
package struct VectorPieces: Sendable {
  private static let length = 1 << 14

  private let length: Int
  /// The number of pieces.
  package let count: Int

  /// - Parameter length: The number of entries.
  package init(of length: Int) {
    self.length = length
    count = (length + Self.length - 1) / Self.length
  }

  /// The entries of a piece.
  package func range(_ piece: Int) -> Range<Int> {
    piece * Self.length..<min((piece + 1) * Self.length, length)
  }
}
