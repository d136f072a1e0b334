internal import Datasets
internal import Losses

/// What is written of a class label besides its most probable class.
public struct ClassDetail: Equatable, Sendable {
  /// Of a label with three classes or more, how many of the most probable ones are written: the
  /// first and its probability under `NAME` and `NAME_probability`, the next under `NAME_top2` and
  /// `NAME_top2_probability`; nil for the first of them, and the probabilities of all under
  /// `NAME=CLASS`.
  public var top: Int?
  /// Whether probabilities are written.
  public var hasProbabilities: Bool

  /// Creates a choice; without arguments, the most probable class and the probabilities of all.
  public init(top: Int? = nil, hasProbabilities: Bool = true) {
    self.top = top
    self.hasProbabilities = hasProbabilities
  }

  /// How many of the most probable classes are written one after the other; nil where all have a
  /// column for their probability.
  func rankCount(of label: Label) -> Int? {
    guard label.kind == .multiclass, let top else { return nil }
    return min(max(top, 1), label.classes.count)
  }
}
