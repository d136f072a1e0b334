package import Training

/// Whether as many are observed as are expected: rows in ten bins of about equal weight by the
/// expected count.
package struct CountDeciles: Sendable {
  /// The bins, from the lowest expectation on, at most ten: equal expectations are in one.
  package let bins: [Bin]

  /// Rows of neighbouring expectations.
  package struct Bin: Sendable {
    /// How many rows, whatever they count for.
    package let count: Int
    /// The lowest and the highest expected count.
    package let range: ClosedRange<Double>
    /// The weighted mean of the expected counts.
    package let expected: Double
    /// The weighted mean of the observed counts.
    package let observed: Double
  }

  /// Bins rows.
  ///
  /// - Returns: nil without rows.
  package init?(_ rows: ScoredRows, bins: Int = 10) {
    guard rows.count > 0 else { return nil }
    self.bins = rows.quantileBins(bins) { rows.predictions[$0] }.map { members in
      let expected = members.map { rows.predictions[$0] }
      return Bin(
        count: members.count, range: (expected.min() ?? 0)...(expected.max() ?? 0),
        expected: rows.mean(over: members) { rows.predictions[$0] },
        observed: rows.mean(over: members) { rows.labels[$0] })
    }
  }
}
