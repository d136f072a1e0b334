/// What a label column is.
public enum LabelKind: String, Codable, CaseIterable, Sendable {
  /// A real number.
  case regression
  /// One of two classes.
  case binary
  /// One of three or more classes.
  case multiclass
  /// A non-negative number of events.
  case count

  /// Whether its cells are classes, not numbers.
  public var isClass: Bool { self == .binary || self == .multiclass }
}
