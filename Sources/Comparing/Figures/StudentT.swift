internal import Foundation

/// Student's t distribution with a whole number of degrees of freedom.
public struct StudentT: Sendable {
  /// ν, at least 1.
  public let degreesOfFreedom: Int

  /// The distribution with ν degrees of freedom.
  public init(degreesOfFreedom: Int) {
    precondition(degreesOfFreedom >= 1, "a t distribution has degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of |T| ≤ t, by the finite series for whole ν (Abramowitz and Stegun 1964,
  /// 26.7.3 and 26.7.4).
  ///
  /// - Parameter t: 0 or more.
  public func probability(within t: Double) -> Double {
    let degrees = Double(degreesOfFreedom)
    let (sine, cosine) = (
      t / (degrees + t * t).squareRoot(), (degrees / (degrees + t * t)).squareRoot()
    )
    let isOdd = degreesOfFreedom % 2 == 1
    var term = isOdd ? cosine : 1
    var sum = 0.0
    var index = isOdd ? 1 : 0
    while index <= degreesOfFreedom - 2 {
      sum += term
      term *= Double(index + 1) / Double(index + 2) * cosine * cosine
      index += 2
    }
    guard isOdd else { return sine * sum }
    return 2 / .pi * (atan(t / degrees.squareRoot()) + sine * sum)
  }

  /// The t with P(|T| ≤ t) as given, by bisection.
  ///
  /// - Parameter probability: From 0 up to but not including 1.
  public func bound(of probability: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while self.probability(within: high) < probability, high < 1e150 { high *= 2 }
    // Until no number lies between them.
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if self.probability(within: middle) < probability { low = middle } else { high = middle }
    }
  }
}
