/// How probable it is to be that a prediction set holds the label: above 0 and below 1.
public struct CoverageLevel: Equatable, Sendable {
  /// The probability.
  public let value: Double

  /// A level of that probability.
  ///
  /// - Throws: `PredictionSetError.badLevel` for what is none.
  public init(_ value: Double) throws(PredictionSetError) {
    guard value > 0, value < 1 else { throw .badLevel(value) }
    self.value = value
  }

  private init(known value: Double) { self.value = value }

  /// The level that a run reports: 0.9.
  public static let usual = CoverageLevel(known: 0.9)
}
