/// What is written of a class label besides its most probable class.
public struct ClassDetail: Equatable, Sendable {
  /// Of a label with three classes or more, how many of the most probable ones are written; nil for
  /// the first of them, and the probabilities of all.
  public var top: Int?
  /// Whether probabilities are written.
  public var hasProbabilities: Bool

  /// Creates a choice; without arguments, the most probable class and the probabilities of all.
  public init(top: Int? = nil, hasProbabilities: Bool = true) {
    self.top = top
    self.hasProbabilities = hasProbabilities
  }
}
