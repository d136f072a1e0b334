/// The mean of a figure over the rounds of a comparison, and how far the mean over all rounds there
/// could be may lie from it.
///
/// Rounds that divide the same rows anew share rows, so that their figures are not independent and
/// Student's interval would be too narrow. Their variance is corrected by Nadeau and Bengio
/// ("Inference for the Generalization Error", 2003): s² (1/n + rows that judge / rows learnt from).
public struct RoundMean: Codable, Equatable, Sendable {
  /// The figure in each round.
  public let values: [Double]
  /// Their mean.
  public let mean: Double
  /// The ends of the interval: mean ± t · s √(1/n + overlap), with s² the unbiased variance and t
  /// that of Student's distribution with n − 1 degrees of freedom; nil for a single round.
  public let low, high: Double?
  /// How probable a mean as far from 0 would be if the figure were 0 on average (two-sided
  /// one-sample t test); nil for a single round.
  public let pValue: Double?

  /// The probability with which such intervals hold the mean they estimate.
  public static let level = 0.95

  /// - Parameters:
  ///   - values: One for each round; nil is made of none.
  ///   - overlap: The rows that judge over the rows learnt from, where each round divides the same
  ///     rows anew; 0 where all rounds have one split.
  public init?(_ values: [Double], overlap: Double = 0) {
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
    let error = (squares / (count - 1) * (1 / count + overlap)).squareRoot()
    let distribution = StudentT(degreesOfFreedom: values.count - 1)
    let reach = distribution.bound(of: Self.level) * error
    (low, high) = (mean - reach, mean + reach)
    // Figures that do not vary leave no doubt, but for those that are all 0.
    pValue =
      error > 0 ? 1 - distribution.probability(within: abs(mean) / error) : mean == 0 ? 1 : 0
  }
}
