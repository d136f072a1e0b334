import Foundation
package import LinearAlgebra

/// The minimiser over w > 0 of ½wᵀGw − Σ φ(wᵢ) with φ′(w) = w^(−p): the logarithm for p = 1
/// (Nash bargaining), a power otherwise (α-fairness with p = 1/α). It is where (Gw)ᵢ = wᵢ^(−p).
///
/// Newton's method on the correlation matrix C = D⁻¹GD⁻¹ with D = diag ‖gᵢ‖: y = Dw then solves
/// (Cy)ᵢ = bᵢ with bᵢ = ‖gᵢ‖^(p−1) yᵢ^(−p), so gradients of very different lengths do no harm. All
/// thresholds are relative. The minimum exists if and only if no convex combination of the
/// gradients is zero; if one is, the problem with C + 10⁻⁸ I is solved. Buffers are kept.
package struct DampedNewton: Sendable {
  /// The minimiser w.
  package private(set) var weights: [Double] = []
  /// Whether the gradients nearly cancel, so that the regularised problem was solved.
  package private(set) var isRegularised = false

  private var count = 0
  private var norms: [Double] = []
  /// The correlation matrix, row by row.
  private var correlations: [Double] = []
  /// log ‖gᵢ‖ with the longest gradient as the unit.
  private var logNorms: [Double] = []
  private var point: [Double] = []
  private var trial: [Double] = []
  /// bᵢ at the point, or at the trial point.
  private var barriers: [Double] = []
  private var residual: [Double] = []
  private var direction: [Double] = []
  private var factor: [Double] = []

  /// Below this squared norm of a convex combination of unit gradients they count as cancelling: it
  /// is what rounding leaves of a zero.
  private static let cancelling = 1e-14
  private static let ridge = 1e-8
  private static let maximalSteps = 1000

  /// Creates a solver without buffers.
  package init() {}

  /// Solves for a Gramian with a positive diagonal and an exponent p > 0.
  package mutating func solve(_ gramian: Gramian, exponent: Double) {
    let unit = prepare(gramian)
    // The logarithm's walk goes to infinity where gradients cancel but for rounding; that of a
    // steeper barrier would end where the rounding errors put it.
    isRegularised =
      !descend(1, ridge: 0) || (exponent != 1 && !descend(exponent, ridge: 0))
    if isRegularised { _ = descend(exponent, ridge: Self.ridge) }
    // w(s²G) = s^(−2/(1+p)) w(G).
    let scale = pow(unit, -2 / (1 + exponent))
    for i in 0..<count { weights[i] = scale * (point[i] / (norms[i] / unit)) }
  }

  /// Fills the scaled problem; returns the length of the longest gradient.
  private mutating func prepare(_ gramian: Gramian) -> Double {
    count = gramian.count
    weights.resize(to: count)
    norms.resize(to: count)
    logNorms.resize(to: count)
    point.resize(to: count)
    trial.resize(to: count)
    barriers.resize(to: count)
    residual.resize(to: count)
    direction.resize(to: count)
    correlations.resize(to: count * count)
    factor.resize(to: count * count)
    for i in 0..<count { norms[i] = gramian.squaredNorm(i).squareRoot() }
    let unit = norms.reduce(0, max)
    for i in 0..<count {
      logNorms[i] = log(norms[i] / unit)
      for j in 0..<count {
        correlations[i * count + j] = i == j ? 1 : gramian[i, j] / norms[i] / norms[j]
      }
    }
    return unit
  }

  /// Walks to the minimum; false if the gradients cancel or the walk does not end.
  private mutating func descend(_ exponent: Double, ridge: Double) -> Bool {
    // The minimiser, if the gradients were orthogonal.
    for i in 0..<count { point[i] = exp((exponent - 1) / (exponent + 1) * logNorms[i]) }
    var last = Double.infinity
    for _ in 0..<Self.maximalSteps {
      evaluate(point, exponent, ridge)
      if cancels() { return false }
      findDirection(exponent, ridge)
      var change = 0.0
      for i in 0..<count { change = max(change, abs(direction[i]) / point[i]) }
      // Convergence is quadratic: a small step that did not shrink any more is rounding.
      if change < 1e-6 && change > last / 2 { return true }
      if change < 0.01 / (1 + exponent) {
        // Newton's method converges from here, and the slope may be all rounding.
        for i in 0..<count { point[i] += direction[i] }
      } else {
        advance(exponent, ridge)
      }
      if change < 1e-15 { return true }
      last = change
    }
    return false
  }

  /// Whether yᵀCy, the square of the combination's length, is next to nothing beside (Σ yᵢ)².
  private func cancels() -> Bool {
    var sum = 0.0
    var square = 0.0
    for i in 0..<count {
      sum += point[i]
      square += point[i] * (residual[i] + barriers[i])
    }
    return !(square > Self.cancelling * sum * sum)
  }

  /// The residual Cy − b of a point, the gradient of the function in y.
  private mutating func evaluate(_ y: [Double], _ exponent: Double, _ ridge: Double) {
    for i in 0..<count {
      barriers[i] = exp((exponent - 1) * logNorms[i] - exponent * log(y[i]))
      let product = compensatedProduct(count: count) { (correlations[i * count + $0], y[$0]) }
      residual[i] = product + ridge * y[i] - barriers[i]
    }
  }

  /// Newton's direction, by Cholesky's factorisation of C + ridge I + diag(p bᵢ/yᵢ).
  private mutating func findDirection(_ exponent: Double, _ ridge: Double) {
    for i in 0..<count {
      for j in 0...i {
        let diagonal = i == j ? ridge + exponent * barriers[i] / point[i] : 0
        let entry = correlations[i * count + j] + diagonal
        var rest = entry
        for k in 0..<j { rest -= factor[i * count + k] * factor[j * count + k] }
        factor[i * count + j] =
          i == j
          ? max(rest, 0x1p-52 * entry).squareRoot() : rest / factor[j * count + j]
      }
    }
    for i in 0..<count {
      var rest = -residual[i]
      for k in 0..<i { rest -= factor[i * count + k] * direction[k] }
      direction[i] = rest / factor[i * count + i]
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
      var rest = direction[i]
      for k in i + 1..<count { rest -= factor[k * count + i] * direction[k] }
      direction[i] = rest / factor[i * count + i]
    }
  }

  /// Steps along the direction, at most 99 % of the way to the boundary, halving the step until it
  /// does not end on a steep rise: the function is convex, so its slope tells, and unlike its value
  /// still does when close to the minimum.
  private mutating func advance(_ exponent: Double, _ ridge: Double) {
    var slope = 0.0
    var length = 1.0
    for i in 0..<count {
      slope += residual[i] * direction[i]
      if direction[i] < 0 { length = min(length, 0.99 * point[i] / -direction[i]) }
    }
    for _ in 0..<40 {
      for i in 0..<count { trial[i] = point[i] + length * direction[i] }
      evaluate(trial, exponent, ridge)
      var reached = 0.0
      for i in 0..<count { reached += residual[i] * direction[i] }
      if reached <= 0.5 * abs(slope) { break }
      length /= 2
    }
    swap(&point, &trial)
  }
}
