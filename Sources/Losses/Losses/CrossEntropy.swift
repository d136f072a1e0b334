internal import CKernels
internal import Foundation

extension LossEntry {
  static let crossEntropy = LossEntry(
    name: "cross-entropy", formula: "−log softmax(z)_y",
    summary: "the probabilities of all classes",
    source: "Good 1952", kind: .multiclass, link: .softmax, unit: "cross-entropy (nats)",
    principalMetric: .named("log_loss"), isLogLoss: true,
    constants: .ofClasses { weights, _ in .crossEntropy(counts: weights) },
    kernel: .c(ek_cross_entropy))

  static let binaryCrossEntropy = LossEntry(
    name: "binary-cross-entropy", alias: "cross-entropy",
    formula: "−y log p − (1 − y) log(1 − p)", summary: "the probability of the second class",
    source: "Good 1952", kind: .binary, link: .logit, unit: "cross-entropy (nats)",
    principalMetric: .named("log_loss"), isLogLoss: true,
    constants: .ofClasses { weights, _ in
      .binaryCrossEntropy(positiveRate: weights[1] / weights.reduce(0, +))
    },
    kernel: .c(ek_binary_cross_entropy))
}

extension TaskLoss {
  /// −log softmax(z)_y, in nats.
  public static let crossEntropy = TaskLoss(.crossEntropy)
  /// Cross-entropy of one logit, in nats.
  public static let binaryCrossEntropy = TaskLoss(.binaryCrossEntropy)
}

/// The entropy −Σ p log p in nats, where 0 log 0 = 0.
public func entropy(_ probabilities: some Sequence<Double>) -> Double {
  probabilities.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
}

/// What a mean over rows of weighted losses is divided by.
public enum ClassWeightReduction: Sendable {
  /// The sum of the rows' class weights.
  case sumOfWeights
  /// The number of rows.
  case rows
}

extension LossConstants {
  /// Softmax cross-entropy of K classes: initial log K, prior the entropy of the frequencies.
  ///
  /// - Parameters:
  ///   - counts: The rows, or their summed weights, of each class, in all more than zero.
  ///   - smoothing: ε of label smoothing: the target is (1 − ε) one-hot + ε/K.
  ///   - classWeights: aₖ of the loss, above zero. The frequencies become qₖ ∝ aₖ pₖ, and under
  ///     `rows` both constants are multiplied by Σ aₖ pₖ.
  ///   - reduction: What weighted losses are divided by.
  public static func crossEntropy(
    counts: [Double], smoothing: Double = 0, classWeights: [Double]? = nil,
    reduction: ClassWeightReduction = .sumOfWeights
  ) -> LossConstants {
    let classes = Double(counts.count)
    let total = counts.reduce(0, +)
    var probabilities = counts.map { $0 / total }
    var factor = 1.0
    if let classWeights {
      let weighted = zip(classWeights, probabilities).map { $0 * $1 }
      let sum = weighted.reduce(0, +)
      probabilities = weighted.map { $0 / sum }
      if reduction == .rows { factor = sum }
    }
    let targets = probabilities.map { (1 - smoothing) * $0 + smoothing / classes }
    return LossConstants(
      initial: factor * log(classes), prior: factor * entropy(targets), priorOutput: targets)
  }

  /// Cross-entropy of one logit: initial log 2, prior the entropy of the positive rate.
  public static func binaryCrossEntropy(positiveRate: Double) -> LossConstants {
    LossConstants(
      initial: log(2), prior: entropy([positiveRate, 1 - positiveRate]),
      priorOutput: [positiveRate])
  }

  /// The hinge loss max(0, 1 − yz) of classes y = ±1: initial 1, prior 2 min(p, 1 − p) at output
  /// ±1, the more frequent class.
  public static func hinge(positiveRate: Double) -> LossConstants {
    LossConstants(
      initial: 1, prior: 2 * min(positiveRate, 1 - positiveRate),
      priorOutput: [positiveRate >= 0.5 ? 1 : -1])
  }
}
