/// What each labelled row counts for in a metric: its own weight, or that times how often a sample
/// has drawn the row. Rows of weight zero count for nothing.
package struct MetricWeights: Sendable {
  /// One for each row, not negative.
  package let values: [Double]
  /// Their sum.
  package let total: Double

  /// Keeps the weights of all rows.
  package init(_ values: [Double]) {
    self.values = values
    total = values.reduce(0, +)
  }

  /// The weighted mean of a quantity over the rows; nil where none counts.
  package func mean(of quantity: (_ row: Int) -> Double) -> Double? {
    guard total > 0 else { return nil }
    var sum = 0.0
    for row in values.indices where values[row] > 0 { sum += values[row] * quantity(row) }
    return sum / total
  }
}

extension ScoredRows {
  /// What a row counts for.
  package func weight(_ row: Int) -> Double {
    weights.map { Double($0[row]) } ?? 1
  }

  /// The rows' own weights.
  package var metricWeights: MetricWeights {
    MetricWeights(weights?.map(Double.init) ?? Array(repeating: 1, count: count))
  }
}
