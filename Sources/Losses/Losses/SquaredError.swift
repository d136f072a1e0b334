internal import CKernels

extension LossEntry {
  static let squaredError = LossEntry(
    name: "squared", formula: "(p − y)²", summary: "the mean; few large errors count most",
    source: "Gauss 1809", kind: .regression, link: .identity,
    unit: "squared error (unit of the label, squared)", principalMetric: .named("rmse"),
    robustAlternative: "huber",
    constants: .ofNumbers { moments, _, _ in .squaredError(moments) },
    kernel: .c(ek_squared_error))
}

extension TaskLoss {
  /// (p − y)².
  public static let squaredError = TaskLoss(.squaredError)
}

extension LossConstants {
  /// Squared error: initial the mean square, prior the variance, at the mean (population moments).
  ///
  /// - Parameter half: Whether the loss has a factor ½.
  public static func squaredError(_ moments: Moments, half: Bool = false) -> LossConstants {
    let factor = half ? 0.5 : 1
    return LossConstants(
      initial: factor * moments.meanSquare, prior: factor * moments.variance,
      priorOutput: [moments.mean])
  }
}
