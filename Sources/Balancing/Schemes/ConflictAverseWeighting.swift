import Foundation
public import LinearAlgebra

/// The update near the mean gradient g₀ = Σ gᵢ/n that serves the worst-off task best, CAGrad:
/// d = argmax minᵢ ⟨gᵢ, d⟩ over ‖d − g₀‖ ≤ c‖g₀‖ (Liu et al. 2021).
///
/// By its dual, ω minimises ⟨Σ ωᵢ gᵢ, g₀⟩ + c‖g₀‖ ‖Σ ωᵢ gᵢ‖ over ω ≥ 0, Σ ω = 1, and
/// w = 1/n + λω with λ = c‖g₀‖/‖Σ ωᵢ gᵢ‖. For a given λ, ω minimises ½ ωᵀG ω + (G 1)ᵀω/(nλ), and
/// λ‖Σ ωᵢ gᵢ‖ = ‖d − g₀‖ does not fall as λ grows, so that a bracketing search finds the λ of the
/// radius. c = 0 gives equal weights, a great c the direction of MGDA. Where Σ ωᵢ gᵢ = 0, no update
/// in the ball serves all tasks and d = g₀.
public struct ConflictAverseWeighting: GramianWeighting, StatelessWeighting {
  /// What the weights are divided by, which only their length feels.
  public enum Rescaling: Int, CaseIterable, Sendable {
    /// Nothing, as in the paper.
    case none = 0
    /// 1 + c², as in the authors' code.
    case squared = 1
    /// 1 + c.
    case linear = 2
  }

  /// The radius of the ball over ‖g₀‖, c ≥ 0.
  public let radius: Double
  /// What the weights are divided by.
  public let rescaling: Rescaling
  /// (G 1)ᵢ/n = ⟨gᵢ, g₀⟩.
  private var alignment: [Double] = []
  private var linear: [Double] = []
  private var solver = SimplexQP()

  /// - Parameters:
  ///   - radius: c ≥ 0.
  ///   - rescaling: What the weights are divided by.
  public init(radius: Double = 0.5, rescaling: Rescaling = .none) {
    self.radius = radius
    self.rescaling = rescaling
  }

  /// The head's own gradient, as every task has that of its own.
  public var headPolicy: HeadPolicy { .unweighted }

  /// wᵢ = (1/n′ + λωᵢ) over the divisor of `rescaling`.
  public mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) {
    let share = 1 / Double(gramian.count)
    alignment.removeAll(keepingCapacity: true)
    for i in weights.indices {
      var sum = 0.0
      for j in weights.indices { sum += gramian[i, j] }
      alignment.append(share * sum)
    }
    let meanSquare = alignment.reduce(0, +) * share
    let distance = radius * max(0, meanSquare).squareRoot()
    let factor = distance > 0 ? searchFactor(gramian, distance, &weights) : 0
    let divisor =
      switch rescaling {
      case .none: 1.0
      case .squared: 1 + radius * radius
      case .linear: 1 + radius
      }
    for i in weights.indices { weights[i] = (share + factor * weights[i]) / divisor }
  }

  /// Leaves ω in the weights.
  ///
  /// - Returns: λ, 0 if Σ ωᵢ gᵢ vanishes.
  private mutating func searchFactor(
    _ gramian: Gramian, _ distance: Double, _ weights: inout [Double]
  ) -> Double {
    var longest = 0.0
    for i in weights.indices { longest = max(longest, gramian.squaredNorm(i).squareRoot()) }
    solver.minimise(gramian, into: &weights)
    let (square, rounding) = squaredLength(gramian, weights)
    // log λ, between the values for the longest and the shortest vector of the hull.
    var low = log(distance / longest)
    var high = log(distance / max(square, rounding).squareRoot())
    var highExcess = excess(at: high, gramian, distance, &weights)
    guard highExcess > -.infinity else { return 0 }
    var lowExcess = excess(at: low, gramian, distance, &weights)
    var point = low
    var found = lowExcess
    var iteration = 0
    while high - low > 2 * .ulpOfOne * max(1, abs(low)) && abs(found) > .ulpOfOne, iteration < 200 {
      // Regula falsi by the Illinois rule; halving now and then, for where that is slow.
      let secant = (low * highExcess - high * lowExcess) / (highExcess - lowExcess)
      let isUsable = secant > low && secant < high && iteration % 4 != 3
      point = isUsable ? secant : low + (high - low) / 2
      found = excess(at: point, gramian, distance, &weights)
      if found < 0 {
        (low, lowExcess) = (point, found)
        highExcess /= 2
      } else {
        (high, highExcess) = (point, found)
        lowExcess /= 2
      }
      iteration += 1
    }
    let (last, _) = squaredLength(gramian, weights)
    return last > 0 ? distance / last.squareRoot() : 0
  }

  /// log(‖d − g₀‖ / (c‖g₀‖)) for the ω of a λ, which is left in the weights; −∞ if Σ ωᵢ gᵢ
  /// vanishes.
  private mutating func excess(
    at logFactor: Double, _ gramian: Gramian, _ distance: Double, _ weights: inout [Double]
  ) -> Double {
    let factor = exp(logFactor)
    linear.removeAll(keepingCapacity: true)
    for product in alignment { linear.append(product / factor) }
    solver.minimiseFurther(gramian, linear: linear, from: &weights)
    let (square, rounding) = squaredLength(gramian, weights)
    return square > rounding ? logFactor + log(square / distance / distance) / 2 : -.infinity
  }

  /// ‖Σ ωᵢ gᵢ‖², and how much of it rounding may be, with a margin: a length made of rounding has a
  /// direction made of rounding.
  private func squaredLength(_ gramian: Gramian, _ weights: [Double]) -> (Double, Double) {
    var sum = 0.0
    var size = 0.0
    for i in weights.indices {
      for j in weights.indices {
        let term = weights[i] * weights[j] * gramian[i, j]
        sum += term
        size += abs(term)
      }
    }
    return (sum, 64 * Double(weights.count) * .ulpOfOne * size)
  }
}

extension ConflictAverseWeighting {
  static let entry = SchemeEntry(
    name: "cagrad",
    summary: "the update near the mean gradient that serves the worst-off task best",
    parameters: [
      SchemeParameter(
        name: "c", meaning: "how near: the radius over the mean gradient's length",
        kind: .number(0...1e6, default: 0.5)),
      SchemeParameter(
        name: "rescale", meaning: "divide by 1 (0, the paper), 1 + c² (1, its code) or 1 + c (2)",
        kind: .integer(0...2, default: 0)),
    ],
    evidence: .gramian(.shared), invariances: .init(scale: .no, shift: .yes),
    extraCost: "one backward pass of the trunk a task, and some small quadratic programs",
    source: "Liu et al. 2021"
  ) { arguments, _ throws(BalancingError) in
    let rescaling = ConflictAverseWeighting.Rescaling(rawValue: arguments.integer("rescale"))
    return .gramian(
      ConflictAverseWeighting(radius: arguments.number("c"), rescaling: rescaling ?? .none))
  }
}
