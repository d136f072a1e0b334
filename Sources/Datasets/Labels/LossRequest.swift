/// A loss as a person asks for it: like `TaskLoss`, but a Huber loss may leave its δ to the labels.
public enum LossRequest: Equatable, Sendable {
  /// (p − y)²; the default for regression.
  case squaredError
  /// |p − y|.
  case absoluteError
  /// Huber's loss; without a δ, that of the labels' standard deviation.
  case huber(delta: Double?)
  /// Cross-entropy: of a softmax for several classes, of one logit for two.
  case crossEntropy
  /// Cross-entropy of one logit.
  case binaryCrossEntropy
  /// The Poisson deviance; the default for counts.
  case poissonDeviance

  /// The names a person may write; `huber` may be followed by `=` and δ.
  package static let names = [
    "squared", "absolute", "huber", "cross-entropy", "binary-cross-entropy", "poisson",
  ]

  /// Reads one of `names`; nil if the text is none of them.
  package init?(_ text: some StringProtocol) {
    switch text {
    case "squared": self = .squaredError
    case "absolute": self = .absoluteError
    case "huber": self = .huber(delta: nil)
    case "cross-entropy": self = .crossEntropy
    case "binary-cross-entropy": self = .binaryCrossEntropy
    case "poisson": self = .poissonDeviance
    default:
      guard text.hasPrefix("huber="), let delta = Double(text.dropFirst(6)), delta > 0,
        delta.isFinite
      else { return nil }
      self = .huber(delta: delta)
    }
  }

  /// The loss a label of that kind has unless another is asked for.
  public static func standard(for kind: LabelKind) -> LossRequest {
    switch kind {
    case .regression: .squaredError
    case .binary: .binaryCrossEntropy
    case .multiclass: .crossEntropy
    case .count: .poissonDeviance
    }
  }

  /// Whether a label of that kind can have this loss.
  public func suits(_ kind: LabelKind) -> Bool {
    switch (kind, self) {
    case (.regression, .squaredError), (.regression, .absoluteError), (.regression, .huber): true
    case (.binary, .binaryCrossEntropy), (.binary, .crossEntropy): true
    case (.multiclass, .crossEntropy): true
    case (.count, .poissonDeviance): true
    default: false
    }
  }

  /// The loss itself.
  ///
  /// - Parameters:
  ///   - kind: The label's kind, which `suits` must accept.
  ///   - standardDeviation: That of the labels, for a Huber loss without a δ.
  public func resolved(for kind: LabelKind, standardDeviation: Double) -> TaskLoss {
    switch self {
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .huber(let delta): .huber(delta: delta ?? standardDeviation)
    case .crossEntropy: kind == .binary ? .binaryCrossEntropy : .crossEntropy
    case .binaryCrossEntropy: .binaryCrossEntropy
    case .poissonDeviance: .poissonDeviance
    }
  }

  /// The name a person writes.
  var name: String {
    switch self {
    case .squaredError: "squared"
    case .absoluteError: "absolute"
    case .huber(let delta): delta.map { "huber=\($0)" } ?? "huber"
    case .crossEntropy: "cross-entropy"
    case .binaryCrossEntropy: "binary-cross-entropy"
    case .poissonDeviance: "poisson"
    }
  }
}
