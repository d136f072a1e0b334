import LinearAlgebra

/// Block principal pivoting (Portugal, Júdice and Vicente 1994, "A comparison of block pivoting and
/// interior-point algorithms for linear least squares problems with nonnegative variables"; Kim and
/// Park 2011, "Fast nonnegative matrix factorization"): from the minimum over the free entries
/// without their bounds, all entries that are below their bound are bound and all that have a slope
/// below zero are freed, at once. It takes some five factorisations whatever the number of entries,
/// where exchanging one at a time takes as many rounds as entries.
extension BoundQP {
  /// How many rounds in a row may leave no fewer entries on the wrong side than before.
  private static let patience = 3

  /// Exchanges until no entry is on the wrong side.
  ///
  /// - Returns: Whether it ended; if not, the free entries and the solution are of no use.
  mutating func exchangeBlocks(_ lower: [Double], _ solution: inout [Double]) -> Bool {
    bindAll(lower, &solution)
    computeSlope(lower)
    for i in lower.indices { boundSlope[i] = slope[i] }
    var fewest = Int.max
    var patience = Self.patience
    while true {
      let exchanged = exchange(lower, solution)
      guard exchanged > 0 else { return true }
      if exchanged < fewest {
        (fewest, patience) = (exchanged, Self.patience)
      } else {
        patience -= 1
      }
      guard patience > 0, minimise(lower, &solution) else { return false }
    }
  }

  /// Binds the entries below their bounds, and frees those at them whose slope is below zero by
  /// more than rounding.
  ///
  /// - Returns: How many these are.
  private mutating func exchange(_ lower: [Double], _ solution: [Double]) -> Int {
    var exchanged = 0
    let rounding = rounding
    free.removeAll(keepingCapacity: true)
    for i in lower.indices {
      let isWrong =
        isFree[i] ? solution[i] < lower[i] : slope[i] < -rounding * magnitude[i]
      if isWrong {
        isFree[i].toggle()
        exchanged += 1
      }
      if isFree[i] { free.append(i) }
    }
    return exchanged
  }

  /// Goes to the minimum over the free entries without their bounds, the others being at theirs.
  ///
  /// - Returns: False if their gradients depend on each other.
  private mutating func minimise(_ lower: [Double], _ solution: inout [Double]) -> Bool {
    let tolerance = 4 * Double(free.count) * .ulpOfOne
    guard factor.factorise(gramian, rows: free, tolerance: tolerance) else { return false }
    for (k, i) in free.enumerated() { row[k] = -boundSlope[i] }
    factor.solve(&row)
    for i in lower.indices { solution[i] = lower[i] }
    for (k, i) in free.enumerated() { solution[i] += row[k] }
    computeSlope(solution)
    return true
  }
}
