/// The number that a loss takes, such as Huber's δ.
public struct LossParameter: Sendable {
  /// The symbol in formulas.
  public let symbol: String
  /// What it does, in one line.
  public let meaning: String
  /// The allowed values in words.
  public let allowed: String
  /// A value for an example.
  public let example: Double
  /// Its value where none is given.
  public let standard: Standard
  /// Whether a value is allowed.
  public let allows: @Sendable (Double) -> Bool

  /// The value where none is given.
  public enum Standard: Sendable {
    /// There is none: a value must be given.
    case none
    /// This number.
    case number(Double)
    /// The standard deviation of the training labels, known once they are.
    case standardDeviation
  }

  /// Whether a request must give a value.
  public var isRequired: Bool { if case .none = standard { true } else { false } }

  /// The standard value as people write it; nil where there is none.
  public var standardText: String? {
    switch standard {
    case .none: nil
    case .number(let number): "\(number)"
    case .standardDeviation: "the labels' standard deviation"
    }
  }
}
