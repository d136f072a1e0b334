internal import CKernels
internal import Foundation

extension LossEntry {
  static let focal = LossEntry(
    name: "focal", formula: "−(1 − q)^γ log q, q = softmax(z)_y",
    summary: "classes, making less of those that are told well already",
    source: "Lin et al. 2017", parameter: focus, kind: .multiclass, link: .softmax,
    unit: "focal loss (nats)", principalMetric: .named("log_loss"),
    constants: .ofClasses { weights, focus in .focal(counts: weights, focus: focus) },
    kernel: .c(ek_focal))

  static let binaryFocal = LossEntry(
    name: "binary-focal", alias: "focal",
    formula: "−(1 − q)^γ log q, q the true class's probability",
    summary: "two classes, making less of what is told well already",
    source: "Lin et al. 2017", parameter: focus, kind: .binary, link: .logit,
    unit: "focal loss (nats)", principalMetric: .named("log_loss"),
    constants: .ofClasses { weights, focus in
      let both = LossConstants.focal(counts: weights, focus: focus)
      return LossConstants(
        initial: both.initial, prior: both.prior, priorOutput: [both.priorOutput[1]])
    },
    kernel: .c(ek_binary_focal))

  private static let focus = LossParameter(
    symbol: "γ", meaning: "how much less: 0 is cross-entropy", allowed: "a number of 0 or more",
    example: 2, standard: .number(2), allows: { $0 >= 0 && $0.isFinite })
}

extension TaskLoss {
  /// −(1 − q)^γ log q with q = softmax(z)_y.
  public static func focal(focus: Double) -> TaskLoss { TaskLoss(.focal, focus) }
  /// −(1 − q)^γ log q with q the true class's probability under one logit.
  public static func binaryFocal(focus: Double) -> TaskLoss { TaskLoss(.binaryFocal, focus) }
}

extension LossConstants {
  /// The focal loss −(1 − q_y)^γ log q_y (Lin et al. 2017, eq. (4)) of K classes: initial
  /// (1 − 1/K)^γ log K, prior by numeric minimisation over the constant probabilities q.
  ///
  /// - Parameters:
  ///   - counts: The rows, or their summed weights, of each class, in all more than zero.
  ///   - focus: γ ≥ 0.
  public static func focal(counts: [Double], focus: Double) -> LossConstants {
    let classes = Double(counts.count)
    let total = counts.reduce(0, +)
    let probabilities = counts.map { $0 / total }
    // The loss is convex in q, so that −p f′(q) = λ is the same for every class at the minimum, and
    // Σ q(λ) falls with λ: bisection for Σ q = 1, on log λ.
    var bounds = (low: -80.0, high: 80.0)
    for _ in 0..<200 {
      let middle = (bounds.low + bounds.high) / 2
      let sum = probabilities.reduce(0) {
        $0 + share(slope: exp(middle), probability: $1, focus: focus)
      }
      if sum > 1 { bounds.low = middle } else { bounds.high = middle }
    }
    let outputs = probabilities.map {
      share(slope: exp(bounds.high), probability: $0, focus: focus)
    }
    let prior = zip(probabilities, outputs).reduce(0) { sum, pair in
      pair.0 > 0 ? sum - pair.0 * pow(1 - pair.1, focus) * log(pair.1) : sum
    }
    return LossConstants(
      initial: pow(1 - 1 / classes, focus) * log(classes), prior: prior, priorOutput: outputs)
  }

  /// The q in [0, 1] at which −p f′(q) = slope, with f(q) = −(1 − q)^γ log q, or 1 beyond.
  private static func share(slope: Double, probability: Double, focus: Double) -> Double {
    guard probability > 0 else { return 0 }
    var bounds = (low: 0.0, high: 1.0)
    for _ in 0..<60 {
      let q = (bounds.low + bounds.high) / 2
      let tilt = focus == 0 ? 0 : focus * pow(1 - q, focus - 1) * log(q)
      let fall = pow(1 - q, focus) / q - tilt
      if probability * fall > slope { bounds.low = q } else { bounds.high = q }
    }
    return (bounds.low + bounds.high) / 2
  }
}
