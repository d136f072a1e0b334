/// What all models of one round of a comparison have in common: what is drawn, and which rows judge.
public struct ComparisonRound: Hashable, Sendable {
  /// Decides split, first parameters and the order of rows.
  public let seed: UInt64
  /// Which of the folds of that seed judges, from 0; nil where there are none.
  public let fold: Int?

  /// A round.
  public init(seed: UInt64, fold: Int? = nil) {
    (self.seed, self.fold) = (seed, fold)
  }
}
