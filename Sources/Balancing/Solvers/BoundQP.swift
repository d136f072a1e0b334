package import LinearAlgebra

/// Minimises vᵀG v over v ≥ u, for a positive semi-definite G of up to some hundreds of rows and
/// for one u or many.
///
/// First by exchanging blocks of entries (`BlockPivoting.swift`), which finds the entries that are
/// above their bounds within a few factorisations. Where that does not end, because G is singular
/// or nearly so, by the non-negative least squares of Lawson and Hanson ("Solving Least Squares
/// Problems", 1974, chapter 23) for z = v − u ≥ 0 and ½ zᵀG z + (G u)ᵀz: the entries above their
/// bounds minimise without them, by a Cholesky factorisation that is kept, and entries are freed
/// and bound until every slope at a bound is zero or more. Both end in the same check, at the
/// minimum itself, not near it. An entry whose gradient depends on those of the free ones can lower
/// nothing and stays bound. Every threshold is the rounding of the sums it judges, so that neither
/// the unit of G nor rows of very different lengths matter.
package struct BoundQP {
  // Not private, because both ways to the minimum use them.
  private(set) var gramian = Gramian(count: 0)
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
  /// How far above their bounds the entries are at the last minimum.
  private var height: [Double] = []
  /// How many more times than not the exchange of blocks has failed for this G.
  private var blockFailures = 0
  /// After so many, blocks are not tried again: each costs some ten factorisations.
  private static let mostBlockFailures = 3

  /// A solver, to be used for many problems.
  package init() {}

  /// Sets the matrix G + r I of the problems that follow.
  ///
  /// - Parameters:
  ///   - gramian: G, finite.
  ///   - ridge: r ≥ 0.
  package mutating func setMatrix(_ gramian: Gramian, plusDiagonal ridge: Double = 0) {
    self.gramian.assign(gramian, plusDiagonal: ridge)
    blockFailures = 0
    reserve(gramian.count)
  }

  /// Finds the minimum.
  ///
  /// - Parameters:
  ///   - lower: u.
  ///   - solution: Becomes v. If the matrix is singular it need not be the only one, but G v is.
  package mutating func minimise(above lower: [Double], into solution: inout [Double]) {
    precondition(lower.count == gramian.count && solution.count == gramian.count)
    if blockFailures == Self.mostBlockFailures {
      goOn(lower, &solution)
    } else if exchangeBlocks(lower, &solution) {
      blockFailures = max(blockFailures - 1, 0)
    } else {
      blockFailures += 1
      bindAll(lower, &solution)
    }
    exchangeSteepest(lower, &solution)
    for i in lower.indices { height[i] = solution[i] - lower[i] }
  }

  private mutating func reserve(_ count: Int) {
    guard slope.count < count else { return }
    slope = Array(repeating: 0, count: count)
    magnitude = slope
    direction = slope
    row = slope
    boundSlope = slope
    height = slope
    isFree = Array(repeating: false, count: count)
    isRefused = isFree
    free.reserveCapacity(count)
    factor.removeAll(reserving: count)
  }

  /// Goes to the minimum over the entries that were free at the last one, from as far above the
  /// bounds: half of them stay free.
  private mutating func goOn(_ lower: [Double], _ solution: inout [Double]) {
    for i in lower.indices { solution[i] = isFree[i] ? lower[i] + height[i] : lower[i] }
    computeSlope(solution)
    _ = descend(lower, &solution)
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

  /// Frees the bound entries with the steepest slopes, binds what meets its bound, and so on, from
  /// a point where all entries above their bounds are free.
  private mutating func exchangeSteepest(_ lower: [Double], _ solution: inout [Double]) {
    for i in lower.indices { isRefused[i] = false }
    // Each round lowers the objective or refuses an entry; rounding could still make it circle.
    var isPolished = false
    for _ in 0..<(64 * lower.count) {
      computeSlope(solution)
      let greatest = greatestSteepness()
      if greatest > rounding {
        isPolished = false
        releaseSteepest(greatest)
        if descend(lower, &solution) {
          for i in lower.indices { isRefused[i] = false }
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

  /// How far below zero the slope of a bound entry is, as a part of its terms.
  private func steepness(_ i: Int) -> Double {
    -slope[i] / magnitude[i]
  }

  /// The greatest steepness of the entries that may be freed, or 0.
  private func greatestSteepness() -> Double {
    var greatest = 0.0
    for i in 0..<gramian.count where !isFree[i] && !isRefused[i] {
      // A quotient of 0 by 0 is not above anything.
      let steepness = steepness(i)
      if steepness > greatest { greatest = steepness }
    }
    return greatest
  }

  /// Frees all entries at least half as steep as the steepest: a product with G serves several of
  /// them, and few have to be bound again. Newton's direction over the free entries lowers the
  /// objective, to which the others add nothing, so that it raises at least one that was freed.
  /// None of them is freed again before something has moved.
  private mutating func releaseSteepest(_ greatest: Double) {
    for i in 0..<gramian.count
    where !isFree[i] && !isRefused[i] && steepness(i) >= 0.5 * greatest {
      isRefused[i] = true
      release(i)
    }
  }

  /// Frees an entry, unless its gradient depends on those of the free ones.
  private mutating func release(_ entry: Int) {
    for (k, i) in free.enumerated() { row[k] = gramian[entry, i] }
    let square = gramian.squaredNorm(entry)
    let negligible = 4 * Double(free.count + 1) * .ulpOfOne * square
    guard factor.append(&row, diagonal: square, negligible: negligible) else { return }
    free.append(entry)
    isFree[entry] = true
  }

  private mutating func bind(at position: Int) {
    isFree[free[position]] = false
    free.remove(at: position)
    factor.remove(at: position)
  }

  /// Goes to the minimum over the free entries, or over the fewer left on the way, from where their
  /// slopes are known.
  ///
  /// - Returns: Whether anything moved.
  private mutating func descend(_ lower: [Double], _ solution: inout [Double]) -> Bool {
    var hasMoved = false
    while !free.isEmpty {
      chooseDirection()
      var step = 1.0
      for i in free { step = min(step, reach(i, lower, solution)) }
      hasMoved = hasMoved || step > 0
      for position in free.indices.reversed() {
        let i = free[position]
        if step < 1 && reach(i, lower, solution) <= step {
          solution[i] = lower[i]
          bind(at: position)
        } else {
          solution[i] = max(lower[i], solution[i] + step * direction[i])
          // Towards the minimum over the free entries their slopes shrink alike.
          slope[i] *= 1 - step
        }
      }
      if step == 1 { return hasMoved }
    }
    return hasMoved
  }

  /// Which part of Newton's step takes an entry to its bound.
  private func reach(_ i: Int, _ lower: [Double], _ solution: [Double]) -> Double {
    direction[i] < 0 ? (lower[i] - solution[i]) / direction[i] : .infinity
  }

  /// Sets `direction` to Newton's over the free entries.
  private mutating func chooseDirection() {
    for (k, i) in free.enumerated() { row[k] = -slope[i] }
    factor.solve(&row)
    for (k, i) in free.enumerated() { direction[i] = row[k] }
  }
}
