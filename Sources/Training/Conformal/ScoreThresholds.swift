/// Between which scores a label belongs to a prediction set, both included.
package struct ScoreThresholds: Equatable, Sendable {
  /// The least; −∞ where there is none.
  package let low: Double
  /// The greatest; ∞ where there is none.
  package let high: Double

  /// Thresholds that no score lies outside of.
  static let none = ScoreThresholds(low: -.infinity, high: .infinity)

  /// Whether each tail that could be cut off is.
  package func isBounded(_ tails: ConformityScore.Tails) -> Bool {
    high < .infinity && (tails == .upper || low > -.infinity)
  }
}
