/// A decimal number as a text has it, rounded once to each width.
struct DecimalNumber: Codable, Equatable, Sendable {
  /// The nearest Double.
  let double: Double
  /// The nearest Float. (The Float nearest to `double` is another one where that lies in the middle
  /// between two.)
  let float: Float

  /// What stands for a missing cell.
  static let missing = Self(double: .nan, float: .nan)

  /// The distance from an origin as a Float.
  func distance(from origin: Double) -> Float {
    origin == 0 ? float : Float(double - origin)
  }
}
