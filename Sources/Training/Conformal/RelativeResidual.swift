internal import Datasets
internal import Losses

extension ConformityScore {
  /// (y − ŷ) / ŷ, of a regression whose predictions are above zero: under a log link errors grow
  /// with the prediction, as the standard deviation of a gamma distribution does, and so do
  /// intervals.
  ///
  /// Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, "Distribution-Free Predictive
  /// Inference for Regression", 5.2, on residuals in units of a spread; McCullagh and Nelder 1989,
  /// "Generalized Linear Models", chapter 8, on this one.
  static let relativeResidual = scaledResidual(
    named: "relative-residual", least: 0, inUnitsOf: { max($0, .leastNormalMagnitude) },
    suits: {
      $0.kind == .regression && $0.loss.entry.link == .log && $0.loss.entry.domain != .all
    })
}
