/// How the probability is found above which a binary label is predicted to be of its positive class.
public enum ThresholdRule: Equatable, Sendable {
  /// Where F₁ of the positive class is greatest.
  case f1
  /// Where what wrong predictions cost is least: so much for each missed positive row, and so much
  /// for each negative one that is taken for positive (Elkan 2001, "The Foundations of Cost-Sensitive
  /// Learning").
  case cost(falseNegative: Double, falsePositive: Double)
  /// At a probability above 0 and below 1.
  case fixed(Double)

  /// Reads `f1`, `cost:FN:FP` or a probability; nil for what is none.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("f1", 1): self = .f1
    case ("cost", 3):
      guard let missed = Double(parts[1]), let taken = Double(parts[2]),
        missed > 0, taken > 0, missed.isFinite, taken.isFinite
      else { return nil }
      self = .cost(falseNegative: missed, falsePositive: taken)
    case (_, 1):
      guard let probability = Double(parts[0]), probability > 0, probability < 1 else { return nil }
      self = .fixed(probability)
    default: return nil
    }
  }

  /// Whether rows are needed to find it.
  public var needsRows: Bool { if case .fixed = self { false } else { true } }

  /// The probability.
  ///
  /// It lies in the middle between two that were predicted, and of several that are as good it is the
  /// one next to a half.
  ///
  /// - Parameter rows: Labelled rows of a binary label that were not learnt from; each counts its
  ///   weight. Without any it is a half.
  package func threshold(by rows: ScoredRows) -> Double {
    if case .fixed(let probability) = self { return probability }
    let usual = DecisionThreshold.usual
    var best = (value: -Double.infinity, threshold: usual)
    for cut in rows.cuts {
      let value = worth(cut)
      let isNearer = abs(cut.threshold - usual) < abs(best.threshold - usual)
      if value > best.value || value == best.value && isNearer { best = (value, cut.threshold) }
    }
    return best.threshold
  }

  /// How good it is to predict what a cut does; more is better.
  private func worth(_ cut: Cut) -> Double {
    switch self {
    case .fixed: 0
    case .f1:
      cut.hits > 0 ? 2 * cut.hits / (2 * cut.hits + cut.falseAlarms + cut.misses) : 0
    case .cost(let falseNegative, let falsePositive):
      -(falseNegative * cut.misses + falsePositive * cut.falseAlarms)
    }
  }
}

/// What is predicted above one probability: summed weights of rows.
private struct Cut {
  let threshold: Double
  /// Positive rows above it.
  let hits: Double
  /// Negative rows above it.
  let falseAlarms: Double
  /// Positive rows that are not.
  let misses: Double
}

extension ScoredRows {
  /// All ways to divide binary rows by their probabilities, from the highest threshold on.
  fileprivate var cuts: [Cut] {
    let order = (0..<count).sorted { predictions[$0] > predictions[$1] }
    let positives = order.reduce(0) { $0 + (labels[$1] == 1 ? weight($1) : 0) }
    var (hits, falseAlarms) = (0.0, 0.0)
    var cuts: [Cut] = []
    func add(between above: Double, and below: Double) {
      cuts.append(
        Cut(
          threshold: below + (above - below) / 2, hits: hits, falseAlarms: falseAlarms,
          misses: positives - hits))
    }
    for (place, row) in order.enumerated() {
      let above = place == 0 ? 1 : predictions[order[place - 1]]
      if predictions[row] < above { add(between: above, and: predictions[row]) }
      if labels[row] == 1 { hits += weight(row) } else { falseAlarms += weight(row) }
    }
    if let last = order.last, predictions[last] > 0 { add(between: predictions[last], and: 0) }
    return cuts
  }
}
