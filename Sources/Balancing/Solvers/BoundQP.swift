package import LinearAlgebra

/// Minimises vᵀG v over v ≥ u, for a positive semi-definite G of up to some dozens of rows.
///
/// The non-negative least squares of Lawson and Hanson ("Solving Least Squares Problems", 1974,
/// chapter 23) for z = v − u ≥ 0 and ½ zᵀG z + (G u)ᵀz: the entries above their bounds minimise
/// without them, by a Cholesky factorisation, and entries are freed and bound until every slope at
/// a bound is zero or more. It ends at the minimum itself, not near it. An entry whose gradient
/// depends on those of the free ones can lower nothing and stays bound. Every threshold is the
/// rounding of the sums it judges, so that neither the unit of G nor rows of very different lengths
/// matter.
package struct BoundQP {
  private var gramian = Gramian(count: 0)
  private var free: [Int] = []
  private var isFree: [Bool] = []
  /// The entries that cannot be freed: rounding alone said that they should.
  private var isRefused: [Bool] = []
  /// The gradient G v, and the sum of its terms' magnitudes.
  private var slope: [Double] = []
  private var magnitude: [Double] = []
  private var direction: [Double] = []
  private var row: [Double] = []
  private var factor = GrowingCholesky()

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
    let count = gramian.count
    precondition(lower.count == count && solution.count == count)
    self.gramian = gramian
    // Given back, or its owner would have to copy it before the next change.
    defer { self.gramian = Gramian(count: 0) }
    reserve(count)
    for i in lower.indices {
      solution[i] = lower[i]
      isFree[i] = false
      isRefused[i] = false
    }
    free.removeAll(keepingCapacity: true)
    // Each round lowers the objective or refuses an entry; rounding could still make it circle.
    var isPolished = false
    for _ in 0..<(64 * count) {
      computeSlope(solution)
      if let entering = steepest() {
        free.append(entering)
        isFree[entering] = true
        isPolished = false
        if descend(lower, &solution) {
          for i in isRefused.indices { isRefused[i] = false }
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

  private mutating func reserve(_ count: Int) {
    guard slope.count < count else { return }
    slope = Array(repeating: 0, count: count)
    magnitude = slope
    direction = slope
    row = slope
    isFree = Array(repeating: false, count: count)
    isRefused = isFree
  }

  private mutating func computeSlope(_ solution: [Double]) {
    for i in solution.indices {
      var sum = 0.0
      var size = 0.0
      for j in solution.indices {
        let term = gramian[i, j] * solution[j]
        sum += term
        size += abs(term)
      }
      slope[i] = sum
      magnitude[i] = size
    }
  }

  /// The bound entry whose slope is the most below zero, if that is more than rounding.
  private func steepest() -> Int? {
    var chosen: Int?
    var greatest = 4 * Double(gramian.count) * .ulpOfOne
    for i in 0..<gramian.count where !isFree[i] && !isRefused[i] {
      // A quotient of 0 by 0 is not above anything.
      let relative = -slope[i] / magnitude[i]
      if relative > greatest { (chosen, greatest) = (i, relative) }
    }
    return chosen
  }

  /// Goes to the minimum over the free entries, or over the fewer left on the way.
  ///
  /// - Returns: Whether anything moved.
  private mutating func descend(_ lower: [Double], _ solution: inout [Double]) -> Bool {
    var hasMoved = false
    while !free.isEmpty {
      if let dependent = chooseDirection() {
        bind(at: dependent)
        continue
      }
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

  private mutating func bind(at position: Int) {
    isFree[free[position]] = false
    free.remove(at: position)
  }

  /// Sets `direction` to Newton's over the free entries.
  ///
  /// - Returns: The position of the first whose gradient depends on those before it, if any: the
  ///   last, as the others were factorised before it came.
  private mutating func chooseDirection() -> Int? {
    factor.removeAll()
    for (k, i) in free.enumerated() {
      for l in 0..<k { row[l] = gramian[i, free[l]] }
      let square = gramian.squaredNorm(i)
      let isIndependent = factor.append(
        &row, diagonal: square, negligible: 4 * Double(free.count) * .ulpOfOne * square)
      if !isIndependent { return k }
    }
    for (k, i) in free.enumerated() { row[k] = -slope[i] }
    factor.solve(&row)
    for (k, i) in free.enumerated() { direction[i] = row[k] }
    return nil
  }
}
