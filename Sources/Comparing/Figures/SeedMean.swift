/// The mean of a figure over seeds, and how far the mean over all seeds there could be may lie from
/// it.
public struct SeedMean: Codable, Equatable, Sendable {
  /// The figure under each seed.
  public let values: [Double]
  /// Their mean.
  public let mean: Double
  /// The ends of the interval: mean ± t · s/√n, with s² the unbiased variance and t that of
  /// Student's distribution with n − 1 degrees of freedom; nil for a single seed.
  public let low, high: Double?
  /// How probable a mean as far from 0 would be if the figure were 0 on average (two-sided
  /// one-sample t test); nil for a single seed.
  public let pValue: Double?

  /// The probability with which such intervals hold the mean they estimate.
  public static let level = 0.95

  /// - Parameter values: One for each seed; nil is made of none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.values = values
    self.mean = mean
    guard values.count > 1 else {
      (low, high, pValue) = (nil, nil, nil)
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    let distribution = StudentT(degreesOfFreedom: values.count - 1)
    let reach = distribution.bound(of: Self.level) * error
    (low, high) = (mean - reach, mean + reach)
    // Figures that do not vary leave no doubt, but for those that are all 0.
    pValue =
      error > 0 ? 1 - distribution.probability(within: abs(mean) / error) : mean == 0 ? 1 : 0
  }
}
