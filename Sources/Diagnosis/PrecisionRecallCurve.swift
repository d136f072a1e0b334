package import Training

/// Precision against recall of a binary label over all thresholds, in steps: from the recall of one
/// threshold to that of the next lower one at the precision of the latter, so that the area under
/// it is the average precision (Davis and Goadrich 2006 on why points are not joined).
package struct PrecisionRecallCurve: Sendable {
  /// Recall from left to right, precision upwards: two points a threshold.
  package let line: Polyline
  /// The area under the whole curve: `Metric.averagePrecision`.
  package let area: Double
  /// The share of the rows that is positive: the precision of a guess.
  package let prevalence: Double

  /// Follows the thresholds.
  ///
  /// - Parameter limit: How many points are kept at most: see `Polyline`.
  /// - Returns: nil where no row is positive.
  package init?(_ rows: ScoredRows, atMost limit: Int = 200) {
    guard let area = Metric.averagePrecision(rows),
      let prevalence = rows.metricWeights.mean(of: { rows.trueClass($0) == 1 ? 1 : 0 })
    else { return nil }
    let thresholds = Array(Ranking(rows).thresholds(rows.metricWeights))
    let positives = thresholds.reduce(0) { $0 + $1.positive }
    var (above, all, recall) = (0.0, 0.0, 0.0)
    var points: [Polyline.Point] = []
    for threshold in thresholds {
      above += threshold.positive
      all += threshold.positive + threshold.negative
      points.append(Polyline.Point(x: recall, y: above / all))
      recall = above / positives
      points.append(Polyline.Point(x: recall, y: above / all))
    }
    line = Polyline(points, atMost: limit)
    (self.area, self.prevalence) = (area, prevalence)
  }
}
