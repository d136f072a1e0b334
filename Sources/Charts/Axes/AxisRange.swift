import Foundation

/// The values from one end of an axis to the other.
package enum AxisRange {
  /// Linear axes reach no farther than this from 0, so that no difference overflows.
  static let bound = 1e300
  /// Logarithmic axes reach no lower than this: below, numbers lose their digits.
  static let least = 1e-300
  /// Data that differ by less than this part of their magnitude are drawn as if they were equal.
  static let resolution = 1e-6

  /// The range that shows all values, with a margin on both sides, as a part of it, but none beyond
  /// what the scale includes.
  package static func of(_ values: [Double], on axis: Axis, margin: Double = 0.04)
    -> ClosedRange<Double>
  {
    let shown = (values + [axis.scale.included].compactMap(\.self)).filter(axis.shows)
    guard let low = shown.min(), let high = shown.max() else {
      return axis.scale.isLogarithmic ? 0.1...1 : 0...1
    }
    return axis.scale.isLogarithmic
      ? logarithmic(low, high, margin: margin)
      : linear(low, high, margin: margin, end: axis.scale.included)
  }

  private static func logarithmic(_ low: Double, _ high: Double, margin: Double)
    -> ClosedRange<Double>
  {
    let (from, to) = (log10(bounded(low)), log10(bounded(high)))
    guard to - from > resolution else { return pow(10, from - 0.5)...pow(10, to + 0.5) }
    let pad = margin * (to - from)
    return pow(10, max(from - pad, -304))...pow(10, min(to + pad, 304))
  }

  private static func linear(_ low: Double, _ high: Double, margin: Double, end: Double?)
    -> ClosedRange<Double>
  {
    let (from, to) = (clamped(low), clamped(high))
    let magnitude = max(abs(from), abs(to))
    guard to - from > max(resolution * magnitude, least) else {
      return around(from, magnitude, end: end)
    }
    let pad = margin * (to - from)
    return (from == end ? from : from - pad)...(to == end ? to : to + pad)
  }

  private static func bounded(_ positive: Double) -> Double {
    min(max(positive, least), bound)
  }

  /// Where all values are one: half as much on both sides, or 0 to 1.
  private static func around(_ value: Double, _ magnitude: Double, end: Double?)
    -> ClosedRange<Double>
  {
    guard magnitude > 2 * least else { return end == nil ? -0.5...0.5 : 0...1 }
    return (value - magnitude / 2)...(value + magnitude / 2)
  }

  private static func clamped(_ value: Double) -> Double {
    min(max(value, -bound), bound)
  }
}
