extension Metric {
  /// Expected calibration error Σₘ (|Bₘ| / n) |acc(Bₘ) − conf(Bₘ)| over 15 bins of equal width,
  /// the m-th from (m − 1)/15 to m/15 (Guo et al. 2017, "On Calibration of Modern Neural Networks",
  /// eq. 3).
  ///
  /// Of a binary label the bins are those of the positive class's probability, beside the share of
  /// rows that are positive; of several classes those of the predicted class's probability, beside
  /// the share of rows that are of it.
  public static let calibrationError = Metric("ece") { rows in
    let binCount = 15
    // |Bₘ| (acc − conf) is the sum over the bin of 1 or 0 less the probability.
    let gaps = (0..<rows.count).map { row in
      let forecast = rows.forecast(row)
      // An upper edge belongs to its bin, and 0 to the first one.
      let bin = Int((forecast.probability * Double(binCount)).rounded(.up)) - 1
      return (
        bin: min(max(bin, 0), binCount - 1),
        gap: (forecast.isTrue ? 1 : 0) - forecast.probability
      )
    }
    return { weights in
      guard weights.total > 0 else { return nil }
      var sums = Array(repeating: 0.0, count: binCount)
      for (row, gap) in gaps.enumerated() { sums[gap.bin] += weights.values[row] * gap.gap }
      return sums.reduce(0) { $0 + abs($1) } / weights.total
    }
  }
}
