extension Metric {
  /// Average precision Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the highest, with precision P
  /// and recall R of the rows that score at least as high: scikit-learn's definition, without
  /// interpolation. Undefined where no row is positive.
  public static let averagePrecision = Metric("average_precision") { rows in
    let ranking = Ranking(rows)
    return { weights in
      var (positives, all, sum) = (0.0, 0.0, 0.0)
      for threshold in ranking.thresholds(weights) {
        positives += threshold.positive
        all += threshold.positive + threshold.negative
        if threshold.positive > 0 { sum += threshold.positive * positives / all }
      }
      return positives > 0 ? sum / positives : nil
    }
  }
}
