package import Training

/// The receiver operating characteristic of a binary label: of all thresholds the share of the
/// negative rows that score as high, and that of the positive ones (Fawcett 2006).
package struct ROCCurve: Sendable {
  /// From (0, 0) to (1, 1): the false positive rate from left to right, the true positive rate
  /// upwards.
  package let line: Polyline
  /// The area under the whole curve: `Metric.rocAUC`.
  package let area: Double

  /// Follows the thresholds.
  ///
  /// - Parameter limit: How many points are kept at most: see `Polyline`.
  /// - Returns: nil where one of the classes is absent.
  package init?(_ rows: ScoredRows, atMost limit: Int = 200) {
    guard let area = Metric.rocAUC(rows) else { return nil }
    let thresholds = Array(Ranking(rows).thresholds(rows.metricWeights))
    let positives = thresholds.reduce(0) { $0 + $1.positive }
    let negatives = thresholds.reduce(0) { $0 + $1.negative }
    var (above, below) = (0.0, 0.0)
    let points = thresholds.map { threshold in
      above += threshold.positive
      below += threshold.negative
      return Polyline.Point(x: below / negatives, y: above / positives)
    }
    line = Polyline([Polyline.Point(x: 0, y: 0)] + points, atMost: limit)
    self.area = area
  }
}
