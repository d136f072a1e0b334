package import Training

/// Whether what is held for likely to some degree is so as often: rows in ten bins of about equal
/// weight by their probability (DeGroot and Fienberg 1983; Niculescu-Mizil and Caruana 2005).
///
/// Of a binary label the probability is that of the positive class, of several classes that of the
/// class predicted, its confidence.
package struct ReliabilityDiagram: Sendable {
  /// The bins, from the lowest probability on, at most as many as were asked for: equal
  /// probabilities are in one.
  package let bins: [Bin]
  /// The summed weights of the rows by their probability, in parts of equal width from 0 to
  /// `highest`.
  package let distribution: [Double]
  /// The highest probability of any row.
  package let highest: Double

  /// Rows of neighbouring probabilities.
  package struct Bin: Sendable {
    /// How many rows, whatever they count for.
    package let count: Int
    /// The weighted mean of their probabilities.
    package let probability: Double
    /// The weighted share of those that were so.
    package let share: Double
    /// Where the share of many such rows lies with 95 %, by Wilson's score interval (1927) of as
    /// many rows of equal weight as tell as much, (Σw)² / Σw².
    package let interval: ClosedRange<Double>
  }

  /// Bins rows.
  ///
  /// - Returns: nil without rows.
  package init?(_ rows: ScoredRows, bins: Int = 10, parts: Int = 30) {
    guard rows.count > 0 else { return nil }
    let forecasts = (0..<rows.count).map(rows.forecast)
    self.bins = rows.quantileBins(bins) { forecasts[$0].probability }.map { members in
      let share = rows.mean(over: members) { forecasts[$0].isTrue ? 1 : 0 }
      let total = members.reduce(0) { $0 + rows.weight($1) }
      let squares = members.reduce(0) { $0 + rows.weight($1) * rows.weight($1) }
      return Bin(
        count: members.count,
        probability: rows.mean(over: members) { forecasts[$0].probability }, share: share,
        interval: Self.interval(share: share, count: total * total / squares))
    }
    let highest = forecasts.map(\.probability).max() ?? 1
    var distribution = Array(repeating: 0.0, count: parts)
    for (row, forecast) in forecasts.enumerated() {
      let range = 0...max(highest, .leastNormalMagnitude)
      if let part = range.part(of: forecast.probability, among: parts) {
        distribution[part] += rows.weight(row)
      }
    }
    (self.highest, self.distribution) = (highest, distribution)
  }

  /// Wilson's score interval of a share among so many rows.
  static func interval(share: Double, count: Double) -> ClosedRange<Double> {
    // The 97.5 % quantile of the normal distribution.
    let z = 1.959963984540054
    let centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    let variance = share * (1 - share) / count + z * z / (4 * count * count)
    let half = z * variance.squareRoot() / (1 + z * z / count)
    return max(0, min(centre - half, share))...min(1, max(centre + half, share))
  }
}
