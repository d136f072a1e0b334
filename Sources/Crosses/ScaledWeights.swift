extension [Float]? {
  /// What some rows count for, 1 on average; where none counts for anything, 0.
  func scaled(at rows: [Int32]) -> [Double] {
    let weights = rows.map { row in map { Double($0[Int(row)]) } ?? 1 }
    let mean = weights.reduce(0, +) / Double(Swift.max(weights.count, 1))
    return mean > 0 ? weights.map { $0 / mean } : weights
  }
}
