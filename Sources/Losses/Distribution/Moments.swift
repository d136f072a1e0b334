/// The weighted mean and variance of a stream of numbers, mergeable (Welford 1962; Chan, Golub and
/// LeVeque 1979).
///
/// Numbers are taken relative to the first one, which a constant far from zero does not disturb;
/// multiplying all of them by a power of two multiplies the results exactly.
public struct Moments: Codable, Sendable, Equatable {
  /// The sum of the weights.
  public private(set) var weight = 0.0
  private var origin = 0.0
  private var meanFromOrigin = 0.0
  private var squares = 0.0

  /// The moments of nothing.
  public init() {}

  /// The moments of some numbers of weight 1.
  public init(_ numbers: some Sequence<Double>) {
    for number in numbers { add(number) }
  }

  /// The moments of a distribution.
  package init(_ distribution: WeightedValues) {
    for (value, weight) in zip(distribution.values, distribution.weights) {
      add(value, weight: weight)
    }
  }

  /// Adds a number as if it occurred `weight` times; a weight of 0 adds nothing.
  public mutating func add(_ number: Double, weight added: Double = 1) {
    guard added > 0 else { return }
    if weight == 0 { origin = number }
    weight += added
    let deviation = number - origin - meanFromOrigin
    meanFromOrigin += deviation * (added / weight)
    squares += added * deviation * (number - origin - meanFromOrigin)
  }

  /// Adds all that `other` has seen.
  public mutating func merge(_ other: Moments) {
    guard other.weight > 0 else { return }
    guard weight > 0 else {
      self = other
      return
    }
    let total = weight + other.weight
    let deviation = (other.origin - origin) + (other.meanFromOrigin - meanFromOrigin)
    squares += other.squares + deviation * deviation * (weight * (other.weight / total))
    meanFromOrigin += deviation * (other.weight / total)
    weight = total
  }

  /// The mean; 0 of nothing.
  public var mean: Double { origin + meanFromOrigin }
  /// The population variance, Σ w (y − mean)² / Σ w; 0 of nothing.
  public var variance: Double { weight > 0 ? squares / weight : 0 }
  /// The mean of the squares.
  public var meanSquare: Double { variance + mean * mean }
}
