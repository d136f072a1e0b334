extension LossConstants {
  /// Absolute error: initial the mean |y|, prior the mean distance from the median.
  public static func absoluteError(_ labels: WeightedValues) -> LossConstants {
    let median = labels.quantile(0.5)
    return LossConstants(
      initial: labels.mean(of: abs), prior: labels.mean { abs($0 - median) },
      priorOutput: [median])
  }

  /// The pinball loss, max(τ e, (τ − 1) e) with e = y − output: prior at the τ-quantile.
  public static func pinball(_ labels: WeightedValues, level: Double) -> LossConstants {
    let quantile = labels.quantile(level)
    func loss(_ error: Double) -> Double { max(level * error, (level - 1) * error) }
    return LossConstants(
      initial: labels.mean(of: loss), prior: labels.mean { loss($0 - quantile) },
      priorOutput: [quantile])
  }
}
