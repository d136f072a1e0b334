extension Metric {
  /// Area under the receiver operating characteristic: the probability that a positive row scores
  /// above a negative one, where a tie counts one half (Hanley and McNeil, 1982). Undefined where
  /// one of the classes is absent.
  public static let rocAUC = Metric("roc_auc") { rows in
    let ranking = Ranking(rows)
    return { weights in
      var (positives, negatives, ordered) = (0.0, 0.0, 0.0)
      for threshold in ranking.thresholds(weights) {
        ordered += threshold.negative * (positives + threshold.positive / 2)
        positives += threshold.positive
        negatives += threshold.negative
      }
      return positives > 0 && negatives > 0 ? ordered / (positives * negatives) : nil
    }
  }
}
