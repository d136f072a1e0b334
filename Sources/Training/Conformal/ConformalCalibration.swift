internal import Datasets

/// What prediction sets of any level are made from: how badly the labels of the validation rows
/// conform to what is predicted of them (split-conformal prediction).
///
/// If the rows to predict are drawn as these were, a set of level 0.9 holds the label with a
/// probability of 0.9 or more, whatever the model: over both kinds of rows, not in each part of the
/// table. The validation rows chose the epoch, and a pack's shares, so that the model conforms to
/// them a little better than to others, and the coverage can be a little below the level on small
/// tables. Each row counts the same whatever its weight, since a weight says what an error costs,
/// not how often such a row comes; rows of weight 0 are left out.
///
/// Source: Vovk, Gammerman and Shafer 2005; Angelopoulos and Bates 2023, "Conformal Prediction: A
/// Gentle Introduction", section 1.
public struct ConformalCalibration: Equatable, Sendable {
  /// For each label, in the order of the model's, the scores of its calibration rows.
  public let labels: [CalibrationScores]

  /// Keeps scores.
  package init(labels: [CalibrationScores]) { self.labels = labels }

  /// Scores the labelled rows of each label of what was predicted; nil without rows.
  init?(_ scored: ScoredTable) {
    guard !scored.rows.isEmpty else { return nil }
    labels = zip(scored.tasks.flatMap(\.labels), scored.labels.map(\.rows)).map {
      ConformityScore.of($0).scores($0, $1)
    }
  }
}
