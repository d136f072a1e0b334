internal import CKernels
internal import Foundation

extension LossEntry {
  static let gammaDeviance = LossEntry(
    name: "gamma", formula: "2[(y − p)/p − log(y/p)], p = exp(z)",
    summary:
      "the mean of numbers above zero whose errors grow with it, such as amounts and durations",
    source: "McCullagh and Nelder 1989", kind: .regression, domain: .positive, link: .log,
    unit: "gamma deviance", principalMetric: .mean("gamma_deviance", value: deviance),
    constants: .ofNumbers { _, labels, _ in .gammaDeviance(labels) }, kernel: .c(ek_gamma_deviance))

  fileprivate static let deviance: Value = { prediction, label, _ in
    2 * ((label - prediction) / prediction - log(label / prediction))
  }
}

extension TaskLoss {
  /// 2[(y − m)/m − log(y/m)] with m = exp(z): the gamma deviance under a log link.
  public static let gammaDeviance = TaskLoss(.gammaDeviance)
}

extension LossConstants {
  /// The gamma deviance 2[(y − m)/m − log(y/m)] under a log link, of labels above zero.
  public static func gammaDeviance(_ labels: WeightedValues) -> LossConstants {
    let mean = labels.mean { $0 }
    return LossConstants(
      initial: labels.mean { LossEntry.deviance(1, $0, 0) },
      prior: labels.mean { LossEntry.deviance(mean, $0, 0) }, priorOutput: [mean])
  }
}
