package import Training

/// Which class was taken for which: for each true class the weight of its rows by the class
/// predicted. Of many classes those with the most rows have lines of their own, and all others one
/// together.
package struct ConfusionMatrix: Sendable {
  /// The positions of the classes with a line of their own, in the order of the label's classes.
  package let classes: [Int]
  /// How many classes are in the last line and column; 0 where every class has its own.
  package let otherCount: Int
  /// For each true class the summed weights of its rows by the class predicted.
  package let weights: [[Double]]

  /// Counts rows.
  ///
  /// - Parameter limit: How many lines there are at most, at least two.
  /// - Returns: nil without rows, or where rows have but one output.
  package init?(_ rows: ScoredRows, atMost limit: Int = 10) {
    guard rows.count > 0, rows.outputCount > 1 else { return nil }
    var totals = Array(repeating: 0.0, count: rows.outputCount)
    for row in 0..<rows.count { totals[rows.trueClass(row)] += rows.weight(row) }
    let largest = totals.indices.sorted { (totals[$1], $0) < (totals[$0], $1) }
    let classes =
      totals.count > limit ? largest.prefix(limit - 1).sorted() : Array(totals.indices)
    otherCount = totals.count - classes.count
    var lines = Array(repeating: classes.count, count: totals.count)
    for (line, index) in classes.enumerated() { lines[index] = line }
    let count = classes.count + (otherCount > 0 ? 1 : 0)
    var weights = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    for row in 0..<rows.count {
      weights[lines[rows.trueClass(row)]][lines[rows.predictedClass(row)]] += rows.weight(row)
    }
    (self.classes, self.weights) = (classes, weights)
  }

  /// The share of a true class's rows that was taken for each class; nil for a class without rows.
  package func shares(of line: Int) -> [Double]? {
    let total = weights[line].reduce(0, +)
    return total > 0 ? weights[line].map { $0 / total } : nil
  }
}
