package import Training

/// How predictions of a number miss: the distribution of predicted − actual, in the label's units.
package struct ResidualHistogram: Sendable {
  /// From the first bin's lower end to the last one's upper end.
  package let range: ClosedRange<Double>
  /// The summed weights of the rows in each bin, all of one width.
  package let weights: [Double]
  /// The weight of the rows that lie outside the range.
  package let outside: Double
  /// The weighted mean: above 0 where predictions are too high.
  package let mean: Double

  /// Bins residuals.
  ///
  /// - Returns: nil without rows.
  package init?(_ rows: ScoredRows, bins: Int = 31) {
    let residuals = (0..<rows.count).map(rows.error)
    guard let mean = rows.metricWeights.mean(of: rows.error) else { return nil }
    let range = CentralRange.of(residuals)
    var weights = Array(repeating: 0.0, count: bins)
    var outside = 0.0
    for (row, residual) in residuals.enumerated() {
      if let bin = range.part(of: residual, among: bins) {
        weights[bin] += rows.weight(row)
      } else {
        outside += rows.weight(row)
      }
    }
    (self.range, self.weights, self.outside, self.mean) = (range, weights, outside, mean)
  }
}
