internal import CKernels

extension LossEntry {
  static let absoluteError = LossEntry(
    name: "absolute", formula: "|p − y|", summary: "the median; outliers count little",
    source: "Laplace 1774", kind: .regression, link: .identity,
    unit: "absolute error (unit of the label)", principalMetric: .named("mae"),
    predictsQuantile: true,
    constants: .ofNumbers { _, labels, _ in .absoluteError(labels) }, kernel: .c(ek_absolute_error))
}

extension TaskLoss {
  /// |p − y|.
  public static let absoluteError = TaskLoss(.absoluteError)
}

extension LossConstants {
  /// Absolute error: initial the mean |y|, prior the mean distance from the median.
  public static func absoluteError(_ labels: WeightedValues) -> LossConstants {
    let median = labels.quantile(0.5)
    return LossConstants(
      initial: labels.mean(of: abs), prior: labels.mean { abs($0 - median) },
      priorOutput: [median])
  }
}
