package import Training

extension ScoredRows {
  /// The rows in the order of a quantity, in bins of about equal weight: a row, with all that share
  /// its value, is in the bin in which the middle of their weight lies, so that equal values are
  /// never parted. Bins without rows are left out.
  ///
  /// - Parameters:
  ///   - count: How many bins there are at most.
  ///   - value: The quantity, not NaN.
  /// - Returns: For each bin its rows' positions.
  package func quantileBins(_ count: Int, by value: (_ row: Int) -> Double) -> [[Int]] {
    let values = (0..<self.count).map(value)
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    let total = order.reduce(0) { $0 + weight($1) }
    var bins: [[Int]] = Array(repeating: [], count: count)
    var (first, before) = (0, 0.0)
    while first < order.count {
      let tied = order[first...].prefix { values[$0] == values[order[first]] }
      let own = tied.reduce(0) { $0 + weight($1) }
      let bin = Int(Double(count) * (before + own / 2) / total)
      bins[min(max(bin, 0), count - 1)] += tied
      before += own
      first = tied.endIndex
    }
    return bins.filter { !$0.isEmpty }
  }

  /// The weighted mean of a quantity over some of the rows, at least one.
  package func mean(over rows: [Int], of quantity: (_ row: Int) -> Double) -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in rows {
      sum += weight(row) * quantity(row)
      total += weight(row)
    }
    return sum / total
  }
}
