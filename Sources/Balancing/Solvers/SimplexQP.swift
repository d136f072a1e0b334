package import LinearAlgebra

/// Minimises ½ wᵀG w + hᵀw over the simplex w ≥ 0, Σ w = 1, for a positive semi-definite G of up to
/// some hundreds of rows.
///
/// A primal active-set method (Wolfe, "Finding the nearest point in a polytope", 1976; Nocedal and
/// Wright, "Numerical Optimization", section 16.5): the minimum over the face of the weights that
/// may differ from zero is found by a Cholesky factorisation, and faces change until no weight at
/// zero has a lower slope than the others. It ends at the minimum itself, not near it. Where the
/// face's points g depend affinely on each other, so that its minimum is not unique, it walks along
/// the dependence to a smaller face. Every threshold is the rounding of the sums it judges, so that
/// neither the unit of G nor rows of very different lengths matter.
package struct SimplexQP {
  private var gramian = Gramian(count: 0)
  /// The unknowns that may differ from zero; the first is the one the constraint eliminates.
  private var support: [Int] = []
  /// The unknowns that cannot enter: rounding alone said that they should.
  private var isRefused: [Bool] = []
  /// The gradient Gw + h, and the sum of its terms' magnitudes.
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
  ///   - linear: h; empty for none.
  ///   - weights: Becomes w. If G is singular it need not be the only one, but G w is.
  package mutating func minimise(
    _ gramian: Gramian, linear: [Double] = [], into weights: inout [Double]
  ) {
    begin(gramian, linear, &weights)
    // Given back, or its owner would have to copy it before the next change.
    defer { self.gramian = Gramian(count: 0) }
    startAtBestVertex(linear, &weights)
    walk(linear, &weights)
  }

  /// Finds the minimum, as `minimise` does, from weights that are near it: those of a problem with
  /// another h.
  ///
  /// - Parameter weights: A point of the simplex; becomes w.
  package mutating func minimiseFurther(
    _ gramian: Gramian, linear: [Double], from weights: inout [Double]
  ) {
    begin(gramian, linear, &weights)
    defer { self.gramian = Gramian(count: 0) }
    support.removeAll(keepingCapacity: true)
    for i in weights.indices where weights[i] > 0 { support.append(i) }
    _ = descend(linear, &weights)
    walk(linear, &weights)
  }

  private mutating func begin(
    _ gramian: Gramian, _ linear: [Double], _ weights: inout [Double]
  ) {
    let count = gramian.count
    precondition(count > 0 && weights.count == count && (linear.isEmpty || linear.count == count))
    self.gramian = gramian
    reserve(count)
    for i in 0..<count { isRefused[i] = false }
  }

  /// Goes from face to face until no weight at zero has a lower slope than the others.
  private mutating func walk(_ linear: [Double], _ weights: inout [Double]) {
    // Each round lowers the objective or refuses an unknown; rounding could still make it circle.
    var isPolished = false
    for _ in 0..<(64 * weights.count) {
      computeSlope(linear, weights)
      if let entering = steepest(weights) {
        support.append(entering)
        isPolished = false
        if descend(linear, &weights) {
          for i in weights.indices { isRefused[i] = false }
        } else {
          isRefused[entering] = true
        }
      } else if isPolished {
        break
      } else {
        // Newton's step once more, from so near that it corrects the rounding of the last.
        _ = descend(linear, &weights)
        isPolished = true
      }
    }
    let sum = weights.reduce(0, +)
    for i in weights.indices { weights[i] /= sum }
  }

  private mutating func reserve(_ count: Int) {
    guard slope.count < count else { return }
    slope = Array(repeating: 0, count: count)
    magnitude = slope
    direction = slope
    row = slope
    isRefused = Array(repeating: false, count: count)
    factor.removeAll(reserving: count)
  }

  private mutating func startAtBestVertex(_ linear: [Double], _ weights: inout [Double]) {
    var best = 0
    var least = Double.infinity
    for i in weights.indices {
      weights[i] = 0
      let value = gramian.squaredNorm(i) / 2 + (linear.isEmpty ? 0 : linear[i])
      if value < least { (best, least) = (i, value) }
    }
    weights[best] = 1
    support.removeAll(keepingCapacity: true)
    support.append(best)
  }

  private mutating func computeSlope(_ linear: [Double], _ weights: [Double]) {
    gramian.multiply(weights, into: &slope, magnitudes: &magnitude)
    for i in linear.indices {
      slope[i] += linear[i]
      magnitude[i] += abs(linear[i])
    }
  }

  /// The weight at zero whose slope lies furthest below that of the face, if that is more than
  /// rounding.
  private func steepest(_ weights: [Double]) -> Int? {
    var level = 0.0
    var size = 0.0
    for i in support {
      level += weights[i] * slope[i]
      size += weights[i] * magnitude[i]
    }
    var chosen: Int?
    var greatest = 4 * Double(weights.count) * .ulpOfOne
    for i in weights.indices where weights[i] == 0 && !isRefused[i] {
      let violation = level - slope[i]
      // A quotient of 0 by 0 is not above anything.
      let relative = violation / (magnitude[i] + size)
      if relative > greatest { (chosen, greatest) = (i, relative) }
    }
    return chosen
  }

  /// Goes to the minimum over the face of `support`, or over the smaller ones met on the way.
  ///
  /// - Returns: Whether anything moved.
  private mutating func descend(_ linear: [Double], _ weights: inout [Double]) -> Bool {
    var hasMoved = false
    while support.count > 1 {
      computeSlope(linear, weights)
      putShortestFirst()
      let longest = chooseDirection()
      var step = longest
      var blocker: Int?
      for (position, i) in support.enumerated() where direction[i] < 0 {
        let bound = -weights[i] / direction[i]
        if bound < step { (step, blocker) = (bound, position) }
      }
      if step > 0 && step < .infinity {
        for i in support { weights[i] = max(0, weights[i] + step * direction[i]) }
        hasMoved = true
      }
      guard let blocker else { return hasMoved }
      weights[support[blocker]] = 0
      support.remove(at: blocker)
    }
    weights[support[0]] = 1
    return hasMoved
  }

  /// The constraint eliminates the shortest gradient: then the differences gᵢ − g₀ lose no digits
  /// unless the two are close.
  private mutating func putShortestFirst() {
    var shortest = 0
    for position in support.indices
    where gramian.squaredNorm(support[position]) < gramian.squaredNorm(support[shortest]) {
      shortest = position
    }
    // The entering unknown stays last, or is first.
    support.insert(support.remove(at: shortest), at: 0)
  }

  /// Sets `direction`, which sums to zero: Newton's on the face, or one without curvature
  /// downwards.
  ///
  /// - Returns: How far to go at most: 1, or ∞ without curvature.
  private mutating func chooseDirection() -> Double {
    let origin = support[0]
    factor.removeAll(reserving: support.count)
    for (k, i) in support.dropFirst().enumerated() {
      for l in 0..<k { row[l] = difference(i, support[l + 1]) }
      let scale = gramian.squaredNorm(i) + gramian.squaredNorm(origin)
      let isIndependent = factor.append(
        &row, diagonal: difference(i, i),
        negligible: 4 * Double(support.count) * .ulpOfOne * scale)
      if !isIndependent {
        followDependence(of: k)
        return .infinity
      }
    }
    for (k, i) in support.dropFirst().enumerated() { row[k] = slope[origin] - slope[i] }
    factor.solve(&row)
    var sum = 0.0
    for (k, i) in support.dropFirst().enumerated() {
      direction[i] = row[k]
      sum += row[k]
    }
    direction[origin] = -sum
    return 1
  }

  /// ⟨gᵢ − g₀, gⱼ − g₀⟩ with g₀ the first gradient of the face.
  private func difference(_ i: Int, _ j: Int) -> Double {
    let origin = support[0]
    return (gramian[i, j] - gramian[i, origin])
      - (gramian[j, origin] - gramian[origin, origin])
  }

  /// The direction that leaves Σ wᵢ gᵢ alone, `row` holding the combination of the first `k`
  /// differences that the next one is.
  private mutating func followDependence(of k: Int) {
    for i in support { direction[i] = 0 }
    let dependent = support[k + 1]
    direction[dependent] = 1
    var sum = 1.0
    var rise = slope[dependent]
    for l in 0..<k {
      direction[support[l + 1]] = -row[l]
      sum -= row[l]
      rise -= row[l] * slope[support[l + 1]]
    }
    direction[support[0]] = -sum
    rise -= sum * slope[support[0]]
    guard rise > 0 else { return }
    for i in support { direction[i] = -direction[i] }
  }
}
