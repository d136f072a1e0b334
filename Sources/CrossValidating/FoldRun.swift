/// One model of a cross-validation.
public enum FoldRun: Hashable, Codable, Sendable {
  /// The one that a fold judges, the folds counted from 0: it is fitted to the rows of all folds but
  /// this one and the next, which chooses the epoch.
  case fold(Int)
  /// The one that is fitted to the rows of all folds.
  case allRows
}
