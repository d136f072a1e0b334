import Foundation

/// Where on a line of the drawing a value lies.
package struct Projection: Sendable {
  /// The values at the two ends.
  package let range: ClosedRange<Double>
  /// The places of the two ends; the first may be the greater.
  let start, end: Double
  /// Whether equal distances are equal ratios.
  let isLogarithmic: Bool

  /// A line from one place to another for the values of a range.
  package init(range: ClosedRange<Double>, start: Double, end: Double, isLogarithmic: Bool) {
    (self.range, self.isLogarithmic) = (range, isLogarithmic)
    (self.start, self.end) = (start, end)
  }

  /// The place of a value; one beyond an end lies at the end.
  package func callAsFunction(_ value: Double) -> Double {
    let inside = min(max(value, range.lowerBound), range.upperBound)
    return start + share(inside) * (end - start)
  }

  /// How much of the way from one end to the other a value lies.
  private func share(_ value: Double) -> Double {
    let (low, high) = (measure(range.lowerBound), measure(range.upperBound))
    return high > low ? (measure(value) - low) / (high - low) : 0.5
  }

  private func measure(_ value: Double) -> Double {
    isLogarithmic ? log10(value) : value
  }
}
