internal import CKernels
internal import Foundation

extension LossEntry {
  static let poissonDeviance = LossEntry(
    name: "poisson", formula: "2[y log(y/p) − (y − p)], p = exp(z)",
    summary: "the mean number of events, whose spread grows with it",
    source: "McCullagh and Nelder 1989", kind: .count, domain: .nonNegative, link: .log,
    unit: "Poisson deviance (nats)", principalMetric: .named("deviance"),
    constants: .ofNumbers { _, labels, _ in .poissonDeviance(labels) },
    kernel: .c(ek_poisson_deviance))
}

extension TaskLoss {
  /// 2[y log(y/m) − (y − m)] with m = exp(z): the Poisson deviance under a log link.
  public static let poissonDeviance = TaskLoss(.poissonDeviance)
}

extension LossConstants {
  /// The Poisson deviance 2[y log(y/m) − (y − m)] under a log link: initial at m = 1, prior at the
  /// mean. Labels are zero or more, 0 log 0 = 0.
  public static func poissonDeviance(_ labels: WeightedValues) -> LossConstants {
    let mean = labels.mean { $0 }
    func deviance(_ y: Double, at m: Double) -> Double {
      2 * ((y > 0 ? y * log(y / m) : 0) - (y - m))
    }
    return LossConstants(
      initial: labels.mean { deviance($0, at: 1) },
      prior: mean > 0 ? labels.mean { deviance($0, at: mean) } : 0, priorOutput: [mean])
  }

  /// The Poisson likelihood without its constant, eᶻ − yz: initial 1, prior ȳ − ȳ log ȳ, which is
  /// negative for a mean above e; schemes of ratios need the deviance instead.
  public static func poissonLikelihood(mean: Double) -> LossConstants {
    LossConstants(
      initial: 1, prior: mean - (mean > 0 ? mean * log(mean) : 0), priorOutput: [mean])
  }
}
