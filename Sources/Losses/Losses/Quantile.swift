internal import CKernels

extension LossEntry {
  static let quantile = LossEntry(
    name: "quantile", formula: "max(τ e, (τ − 1) e), e = y − p",
    summary: "the value below which a share τ of the labels lies, such as 0.9 for an upper bound",
    source: "Koenker and Bassett 1978",
    parameter: LossParameter(
      symbol: "τ", meaning: "the share of labels below the prediction",
      allowed: "a number between 0 and 1", example: 0.9, standard: .none,
      allows: { 0 < $0 && $0 < 1 }),
    kind: .regression, link: .identity, unit: "pinball loss (unit of the label)",
    principalMetric: .mean("pinball", value: pinball), predictsQuantile: true,
    constants: .ofNumbers { _, labels, level in .pinball(labels, level: level) },
    kernel: .c(ek_quantile))

  fileprivate static let pinball: Value = { prediction, label, level in
    let error = label - prediction
    return max(level * error, (level - 1) * error)
  }
}

extension TaskLoss {
  /// max(τ e, (τ − 1) e) with e = y − p: the τ-quantile.
  public static func quantile(level: Double) -> TaskLoss { TaskLoss(.quantile, level) }
}

extension LossConstants {
  /// The pinball loss, max(τ e, (τ − 1) e) with e = y − output: prior at the τ-quantile.
  public static func pinball(_ labels: WeightedValues, level: Double) -> LossConstants {
    let quantile = labels.quantile(level)
    return LossConstants(
      initial: labels.mean { LossEntry.pinball(0, $0, level) },
      prior: labels.mean { LossEntry.pinball(quantile, $0, level) }, priorOutput: [quantile])
  }
}
