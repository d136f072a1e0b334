package import Datasets
internal import Foundation

/// How a number of a label is written.
package struct PredictedNumber {
  /// The model's output is a Float in units of the scale.
  private let resolution: Double
  /// Ten to the power of as many decimals as it takes.
  private let factor: Double

  /// - Parameter scale: The label's: see `LabelStatistics.spread`.
  package init(scale: Double) {
    resolution = scale * Double(Float.ulpOfOne)
    factor = pow(10, min(max(-log10(resolution).rounded(.down), 0), 15))
  }

  /// A number with the digits that a Float has or, where these would tell less than the model does
  /// of a label that lies far from zero, with as many as it takes.
  ///
  /// - Parameter rule: To which side it may lie of the number that is written.
  package func written(
    _ value: Double, _ rule: FloatingPointRoundingRule = .toNearestOrEven
  ) -> WrittenNumber {
    let nearest = Self.single(value, rule)
    guard abs(Double(nearest) - value) > resolution else { return .single(nearest) }
    let rounded = (value * factor).rounded(rule) / factor
    // The division may have led back beyond a number that has no more digits to spare.
    let isBeyond = rule == .down && rounded > value || rule == .up && rounded < value
    return .double(isBeyond ? value : rounded)
  }

  /// A number as a Float, or the next one down or up if its digits are not on the side that the rule
  /// says.
  private static func single(_ value: Double, _ rule: FloatingPointRoundingRule) -> Float {
    let nearest = Float(value)
    guard rule == .down || rule == .up, let written = Double(nearest.description) else {
      return nearest
    }
    if rule == .down, written > value { return nearest.nextDown }
    if rule == .up, written < value { return nearest.nextUp }
    return nearest
  }
}
