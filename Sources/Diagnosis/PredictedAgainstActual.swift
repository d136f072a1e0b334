package import Training

/// How many rows there are of each pair of an actual and a predicted number, binned in two
/// dimensions over one range, so that the identity is the diagonal.
package struct PredictedAgainstActual: Sendable {
  /// The range of both numbers, in the label's units.
  package let range: ClosedRange<Double>
  /// For each bin of the predicted number, from the lowest on, the summed weights of the rows in
  /// each bin of the actual one.
  package let weights: [[Double]]
  /// The weight of the rows that lie outside the range.
  package let outside: Double

  /// Bins numbers.
  ///
  /// - Parameter bins: How many bins each direction has.
  /// - Returns: nil without rows.
  package init?(_ rows: ScoredRows, bins: Int = 32) {
    guard rows.count > 0 else { return nil }
    let (actual, predicted) = (CentralRange.of(rows.labels), CentralRange.of(rows.predictions))
    let range =
      min(
        actual.lowerBound, predicted.lowerBound)...max(actual.upperBound, predicted.upperBound)
    var weights = Array(repeating: Array(repeating: 0.0, count: bins), count: bins)
    var outside = 0.0
    for row in 0..<rows.count {
      if let column = range.part(of: rows.labels[row], among: bins),
        let line = range.part(of: rows.predictions[row], among: bins)
      {
        weights[line][column] += rows.weight(row)
      } else {
        outside += rows.weight(row)
      }
    }
    (self.range, self.weights, self.outside) = (range, weights, outside)
  }
}
