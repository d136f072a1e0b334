internal import Datasets
internal import Losses

extension ConformityScore {
  /// y − ŷ: intervals are as wide in every row.
  ///
  /// Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, "Distribution-Free Predictive
  /// Inference for Regression", algorithm 2, with both tails by themselves as Romano, Patterson and
  /// Candès 2019, "Conformalized Quantile Regression", theorem 2, have them.
  static let residual = scaledResidual(
    named: "residual", inUnitsOf: { _ in 1 }, suits: { $0.kind == .regression })
}
