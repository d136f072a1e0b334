internal import CKernels

extension LossEntry {
  static let huber = LossEntry(
    name: "huber", formula: "e²/2 where |e| ≤ δ, δ(|e| − δ/2) beyond, e = p − y",
    summary: "the mean of what is near, the median of outliers", source: "Huber 1964",
    parameter: LossParameter(
      symbol: "δ", meaning: "from which error on the loss grows linearly, in the label's unit",
      allowed: "a positive number", example: 1.5, standard: .standardDeviation,
      allows: { $0 > 0 && $0.isFinite }),
    kind: .regression, link: .identity, unit: "Huber loss (unit of the label, squared)",
    principalMetric: .named("rmse"),
    constants: .ofNumbers { _, labels, delta in .huber(labels, delta: delta) },
    kernel: .c(ek_huber))
}

extension TaskLoss {
  /// e²/2 where |e| ≤ δ, δ(|e| − δ/2) beyond, with e = p − y and δ in the label's unit.
  public static func huber(delta: Double) -> TaskLoss { TaskLoss(.huber, delta) }
}

extension LossConstants {
  /// The Huber loss, e²/2 for |e| ≤ δ and δ(|e| − δ/2) beyond: prior at the root of the monotone
  /// Σ clip(y − c, ±δ), by bisection down to neighbouring numbers.
  ///
  /// - Parameter delta: δ > 0, in the labels' units.
  public static func huber(_ labels: WeightedValues, delta: Double) -> LossConstants {
    func loss(_ error: Double) -> Double {
      let size = abs(error)
      return size <= delta ? error * error / 2 : delta * (size - delta / 2)
    }
    var low = labels.values.first ?? 0
    var high = labels.values.last ?? 0
    while true {
      let middle = low + (high - low) / 2
      guard low < middle && middle < high else { break }
      let pull = labels.mean { min(max($0 - middle, -delta), delta) }
      if pull > 0 { low = middle } else { high = middle }
    }
    return LossConstants(
      initial: labels.mean(of: loss), prior: labels.mean { loss($0 - high) }, priorOutput: [high])
  }
}
