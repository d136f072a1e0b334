import Foundation

/// The round values that an axis marks.
package enum Ticks {
  /// The multiples of 1, 2 or 5 times a power of ten in a range, of the smallest that is no less
  /// than the least step and has no more than so many.
  package static func linear(_ range: ClosedRange<Double>, atMost limit: Int, leastStep: Double = 0)
    -> [Double]
  {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, limit > 0 else { return [] }
    let smallest = max(span / Double(limit + 1), leastStep, AxisRange.least / 10)
    for step in TickStep.from(exponent: Int(floor(log10(smallest)))) where step.size >= leastStep {
      if let ticks = step.multiples(in: range, atMost: limit) { return ticks }
    }
    return []
  }

  /// The powers of ten in a range, or every second, fifth, tenth … where there are too many; in
  /// less than two decades with 2 and 5 times them; and where that leaves less than three, linear
  /// ticks.
  package static func logarithmic(_ range: ClosedRange<Double>, atMost limit: Int) -> [Double] {
    guard range.lowerBound > 0, range.upperBound.isFinite, limit > 0 else { return [] }
    let exponents = log10(range.lowerBound)...log10(range.upperBound)
    guard exponents.upperBound - exponents.lowerBound < 2 else {
      return linear(exponents, atMost: limit, leastStep: 1).map { TickStep.power(Int($0)) }
    }
    let ticks = within(range, exponents, atMost: limit)
    return ticks.count > 2 ? ticks : linear(range, atMost: limit)
  }

  /// In less than two decades: 1, 2 and 5 times the powers of ten, or these alone.
  private static func within(
    _ range: ClosedRange<Double>, _ exponents: ClosedRange<Double>, atMost limit: Int
  ) -> [Double] {
    let powers = Int(floor(exponents.lowerBound))...Int(floor(exponents.upperBound))
    for digits in [[1, 2, 5], [1]] {
      let ticks = powers.flatMap { exponent in
        digits.map { TickStep(digit: $0, exponent: exponent).size }
      }.filter(range.contains)
      if ticks.count <= limit { return ticks }
    }
    return []
  }
}

extension Axis {
  /// The round values that the axis marks in a range.
  package func ticks(in range: ClosedRange<Double>, atMost limit: Int) -> [Double] {
    scale.isLogarithmic
      ? Ticks.logarithmic(range, atMost: limit)
      : Ticks.linear(range, atMost: limit, leastStep: tickStyle == .integer ? 1 : 0)
  }
}
