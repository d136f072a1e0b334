import Foundation

/// A gradient step on the few scalars a scheme learns, such as log variances: plain descent, or
/// Adam (Kingma and Ba 2015, Algorithm 1) with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, in Double.
public struct ScalarOptimizer: Sendable {
  /// How a gradient becomes a step.
  public enum Rule: Sendable {
    /// −rate · gradient.
    case descent
    /// Adam's step.
    case adam
  }

  /// How a gradient becomes a step.
  public let rule: Rule
  /// The learning rate; 0.025 is what GradNorm's paper uses for learned task weights.
  public let rate: Double

  /// Creates an optimiser.
  public init(_ rule: Rule = .adam, rate: Double = 0.025) {
    self.rule = rule
    self.rate = rate
  }

  /// Adam's running moments, one entry for each scalar. The number of steps is kept for each scalar
  /// too: a task that is absent leaves its scalar, and so its bias correction, where it was.
  public struct Moments: SchemeState {
    fileprivate var first: [Double]
    fileprivate var second: [Double]
    fileprivate var steps: [Int]

    /// The moments of `count` scalars before any step.
    public init(count: Int) {
      first = Array(repeating: 0, count: count)
      second = first
      steps = Array(repeating: 0, count: count)
    }

    /// Whether every part fits.
    public func fits(_ fresh: Moments) -> Bool {
      first.fits(fresh.first)
        && second.fits(fresh.second)
        && steps.fits(fresh.steps)
    }
  }

  /// Moves scalar `index` one step against its gradient.
  func step(
    _ value: inout Double, gradient: Double, moments: inout Moments, index: Int
  ) {
    guard rule == .adam else {
      value -= rate * gradient
      return
    }
    moments.steps[index] += 1
    moments.first[index] += 0.1 * (gradient - moments.first[index])
    moments.second[index] += 0.001 * (gradient * gradient - moments.second[index])
    let steps = Double(moments.steps[index])
    let mean = moments.first[index] / (1 - pow(0.9, steps))
    let square = moments.second[index] / (1 - pow(0.999, steps))
    value -= rate * mean / (square.squareRoot() + 1e-8)
  }
}
