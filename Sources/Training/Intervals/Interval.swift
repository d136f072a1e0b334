/// What a figure lies between.
public struct Interval: Equatable, Sendable {
  /// Its lower end.
  public let low: Double
  /// Its upper end.
  public let high: Double

  /// An interval with these ends.
  public init(low: Double, high: Double) {
    (self.low, self.high) = (low, high)
  }

  /// What the middle of some values lies between: as many of the others are below as above it.
  ///
  /// The ends are the quantiles (1 − level)/2 and (1 + level)/2, straight lines between the sorted
  /// values, of which the first is quantile 0 and the last quantile 1: definition 7 of Hyndman and
  /// Fan 1996, "Sample Quantiles in Statistical Packages".
  ///
  /// - Parameters:
  ///   - values: At least one.
  ///   - level: The share of the values in the middle, from 0 to 1.
  package init(middle level: Double, of values: [Double]) {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    self.init(low: quantile((1 - level) / 2), high: quantile((1 + level) / 2))
  }
}

/// Coded as a list of its two ends.
extension Interval: Codable {
  /// Reads the two ends.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    self.init(
      low: try container.decode(Double.self), high: try container.decode(Double.self))
  }

  /// Writes the two ends.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(low)
    try container.encode(high)
  }
}
