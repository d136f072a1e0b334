import Foundation

extension LossConstants {
  /// The focal loss −(1 − q_y)^γ log q_y (Lin et al. 2017, eq. (4)) of K classes: initial
  /// (1 − 1/K)^γ log K, prior by numeric minimisation over the constant probabilities q.
  ///
  /// - Parameters:
  ///   - counts: The rows, or their summed weights, of each class, in all more than zero.
  ///   - focus: γ ≥ 0.
  public static func focal(counts: [Double], focus: Double) -> LossConstants {
    let classes = Double(counts.count)
    let total = counts.reduce(0, +)
    let probabilities = counts.map { $0 / total }
    // The loss is convex in q, so that −p f′(q) = λ is the same for every class at the minimum, and
    // Σ q(λ) falls with λ: bisection for Σ q = 1, on log λ.
    var bounds = (low: -80.0, high: 80.0)
    for _ in 0..<200 {
      let middle = (bounds.low + bounds.high) / 2
      let sum = probabilities.reduce(0) {
        $0 + share(slope: exp(middle), probability: $1, focus: focus)
      }
      if sum > 1 { bounds.low = middle } else { bounds.high = middle }
    }
    let outputs = probabilities.map {
      share(slope: exp(bounds.high), probability: $0, focus: focus)
    }
    let prior = zip(probabilities, outputs).reduce(0) { sum, pair in
      pair.0 > 0 ? sum - pair.0 * pow(1 - pair.1, focus) * log(pair.1) : sum
    }
    return LossConstants(
      initial: pow(1 - 1 / classes, focus) * log(classes), prior: prior, priorOutput: outputs)
  }

  /// The q in [0, 1] at which −p f′(q) = slope, with f(q) = −(1 − q)^γ log q, or 1 beyond.
  private static func share(slope: Double, probability: Double, focus: Double) -> Double {
    guard probability > 0 else { return 0 }
    var bounds = (low: 0.0, high: 1.0)
    for _ in 0..<60 {
      let q = (bounds.low + bounds.high) / 2
      let tilt = focus == 0 ? 0 : focus * pow(1 - q, focus - 1) * log(q)
      let fall = pow(1 - q, focus) / q - tilt
      if probability * fall > slope { bounds.low = q } else { bounds.high = q }
    }
    return (bounds.low + bounds.high) / 2
  }
}
