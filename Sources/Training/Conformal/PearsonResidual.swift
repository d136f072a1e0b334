internal import Datasets
internal import Losses

extension ConformityScore {
  /// (y − m) / √max(m, 1), of a count whose mean is predicted: the residual in standard deviations
  /// of a Poisson distribution, so that intervals widen with the mean. Below a mean of one event,
  /// where a single one would be many deviations away, it is in events.
  ///
  /// Source: McCullagh and Nelder 1989, "Generalized Linear Models", 2.4.1, for the residual.
  static let pearsonResidual = scaledResidual(
    named: "pearson-residual", least: 0, inUnitsOf: { max($0, 1).squareRoot() },
    suits: { $0.kind == .count })
}
