package import LinearAlgebra

/// Minimises vᵀG v over v ≥ u, for a positive semi-definite G of up to some hundreds of rows.
///
/// First by exchanging blocks of entries (`BlockPivoting.swift`), which finds the entries that are
/// above their bounds within a few factorisations. Where that does not end, because G is singular or
/// nearly so, by the non-negative least squares of Lawson and Hanson ("Solving Least Squares
/// Problems", 1974, chapter 23) for z = v − u ≥ 0 and ½ zᵀG z + (G u)ᵀz: the entries above their
/// bounds minimise without them, by a Cholesky factorisation that is kept, and entries are freed and
/// bound one by one until every slope at a bound is zero or more. Both end in the same check, at the
/// minimum itself, not near it. An entry whose gradient depends on those of the free ones can lower
/// nothing and stays bound. Every threshold is the rounding of the sums it judges, so that neither
/// the unit of G nor rows of very different lengths matter.
package struct BoundQP {
  // Not private, because both ways to the minimum use them.
  var gramian = Gramian(count: 0)
  /// The entries above their bounds, in the order of the factor's rows.
  var free: [Int] = []
  var isFree: [Bool] = []
  /// The factor of G's rows and columns of the free entries.
  var factor = GrowingCholesky()
  /// The gradient G v, and the sum of its terms' magnitudes.
  var slope: [Double] = []
  var magnitude: [Double] = []
  /// A right-hand side, and its solution.
  var row: [Double] = []
  /// The slope at the bounds.
  var boundSlope: [Double] = []
  /// The entries that cannot be freed: rounding alone said that they should.
  private var isRefused: [Bool] = []
  private var direction: [Double] = []

  /// A solver, to be used for many problems.
  package init() {}

  /// Finds the minimum.
  ///
  /// - Parameters:
  ///   - gramian: G, finite.
  ///   - lower: u.
  ///   - solution: Becomes v. If G is singular it need not be the only one, but G v is.
  package mutating func minimise(
    _ gramian: Gramian, above lower: [Double], into solution: inout [Double]
  ) {
    precondition(lower.count == gramian.count && solution.count == gramian.count)
    self.gramian = gramian
    // Given back, or its owner would have to copy it before the next change.
    defer { self.gramian = Gramian(count: 0) }
    reserve(gramian.count)
    if !exchangeBlocks(lower, &solution) { bindAll(lower, &solution) }
    exchangeSingly(lower, &solution)
  }

  private mutating func reserve(_ count: Int) {
    guard slope.count < count else { return }
    slope = Array(repeating: 0, count: count)
    magnitude = slope
    direction = slope
    row = slope
    boundSlope = slope
    isFree = Array(repeating: false, count: count)
    isRefused = isFree
    free.reserveCapacity(count)
    factor.removeAll(reserving: count)
  }

  /// Goes to the bounds.
  mutating func bindAll(_ lower: [Double], _ solution: inout [Double]) {
    for i in lower.indices {
      solution[i] = lower[i]
      isFree[i] = false
    }
    free.removeAll(keepingCapacity: true)
    factor.removeAll(reserving: lower.count)
  }

  mutating func computeSlope(_ solution: [Double]) {
    gramian.multiply(solution, into: &slope, magnitudes: &magnitude)
  }

  /// The part of a sum's terms that rounding may leave.
  var rounding: Double { 4 * Double(gramian.count) * .ulpOfOne }

  /// Frees the bound entry with the steepest slope, binds what meets its bound, and so on, from a
  /// point where all entries above their bounds are free.
  private mutating func exchangeSingly(_ lower: [Double], _ solution: inout [Double]) {
    for i in lower.indices { isRefused[i] = false }
    // Each round lowers the objective or refuses an entry; rounding could still make it circle.
    var isPolished = false
    for _ in 0..<(64 * lower.count) {
      computeSlope(solution)
      if let entering = steepest() {
        isPolished = false
        if release(entering) && descend(lower, &solution) {
          for i in lower.indices { isRefused[i] = false }
        } else {
          isRefused[entering] = true
        }
      } else if isPolished {
        return
      } else {
        // Newton's step once more, from so near that it corrects the rounding of the last.
        _ = descend(lower, &solution)
        isPolished = true
      }
    }
  }

  /// The bound entry whose slope is the most below zero, if that is more than rounding.
  private func steepest() -> Int? {
    var chosen: Int?
    var greatest = rounding
    for i in 0..<gramian.count where !isFree[i] && !isRefused[i] {
      // A quotient of 0 by 0 is not above anything.
      let relative = -slope[i] / magnitude[i]
      if relative > greatest { (chosen, greatest) = (i, relative) }
    }
    return chosen
  }

  /// Frees an entry, unless its gradient depends on those of the free ones.
  private mutating func release(_ entry: Int) -> Bool {
    for (k, i) in free.enumerated() { row[k] = gramian[entry, i] }
    let square = gramian.squaredNorm(entry)
    let negligible = 4 * Double(free.count + 1) * .ulpOfOne * square
    guard factor.append(&row, diagonal: square, negligible: negligible) else { return false }
    free.append(entry)
    isFree[entry] = true
    return true
  }

  private mutating func bind(at position: Int) {
    isFree[free[position]] = false
    free.remove(at: position)
    factor.remove(at: position)
  }

  /// Goes to the minimum over the free entries, or over the fewer left on the way.
  ///
  /// - Returns: Whether anything moved.
  private mutating func descend(_ lower: [Double], _ solution: inout [Double]) -> Bool {
    var hasMoved = false
    while !free.isEmpty {
      chooseDirection()
      var step = 1.0
      var blocker: Int?
      for (position, i) in free.enumerated() where direction[i] < 0 {
        let bound = (lower[i] - solution[i]) / direction[i]
        if bound < step { (step, blocker) = (bound, position) }
      }
      if step > 0 {
        for i in free { solution[i] = max(lower[i], solution[i] + step * direction[i]) }
        hasMoved = true
      }
      guard let blocker else { return hasMoved }
      solution[free[blocker]] = lower[free[blocker]]
      bind(at: blocker)
      computeSlope(solution)
    }
    return hasMoved
  }

  /// Sets `direction` to Newton's over the free entries.
  private mutating func chooseDirection() {
    for (k, i) in free.enumerated() { row[k] = -slope[i] }
    factor.solve(&row)
    for (k, i) in free.enumerated() { direction[i] = row[k] }
  }
}
