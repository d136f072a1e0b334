package import Comparing
internal import Datasets

/// What one network for all tasks costs or saves against one network for each: in skill, in seconds
/// of training and in parameters.
package struct SharingAdvice {
  /// The line; nil where no scheme has a `deltaM`.
  package let sentence: String?

  /// - Parameters:
  ///   - comparison: The figures. The scheme is the one with the highest `deltaM`; its verdict is
  ///     that of all schemes looked at together.
  ///   - parameters: How many the networks have.
  package init(_ comparison: Comparison, parameters: ParameterCounts) {
    guard let best = comparison.best, let delta = best.deltaM else {
      sentence = nil
      return
    }
    let (schemes, tasks) = (comparison.schemes.count, comparison.tasks.count)
    let choice = schemes > 1 ? ", the best of \(schemes) schemes by these figures" : ""
    let time =
      best.sharingCost.map {
        Self.change(
          from: $0.singleTaskSeconds, to: $0.seconds, of: "of training", same: "as much training"
        ) { $0.asDuration }
      } ?? "seconds cannot be told, as a network failed in every round"
    let count = Self.change(
      from: Double(parameters.single.reduce(0, +)), to: Double(parameters.shared),
      of: "parameters", same: "as many parameters"
    ) { Int($0).grouped }
    let kept = best.sharingCost.map(\.keptEpochs).flatMap { $0 > 1 ? $0 : nil }
    let copies =
      kept.map { ", kept of \($0.fixed(1)) epochs on average since tasks have their own" } ?? ""
    sentence =
      "One network for \(tasks) tasks under \(best.name.printable)\(choice), against \(tasks) "
      + "single-task networks: \(Self.skill(delta, best.deltaMVerdict, comparison)); \(time); \(count)\(copies)."
  }

  /// What it does to skill.
  private static func skill(
    _ delta: RoundMean, _ verdict: Verdict?, _ comparison: Comparison
  ) -> String {
    let figure = "delta_m \(delta.signedPercent)\(delta.inBrackets(comparison))"
    return switch verdict {
    case .better: "it gains skill, \(figure)"
    case .worse: "it costs skill, \(figure)"
    case .same: "it leaves skill as it is, \(figure)"
    case .notDistinguishable: "skill is not told from theirs, \(figure), not told from 0"
    case .unknown, nil: "skill cannot be told from theirs by one seed, \(figure)"
    }
  }

  /// What it saves or costs of a quantity.
  private static func change(
    from single: Double, to shared: Double, of quantity: String, same: String,
    text: (Double) -> String
  ) -> String {
    let figures = "(\(text(shared)) against \(text(single)))"
    if shared == single { return "\(same) \(figures)" }
    let verb = shared < single ? "saves" : "costs"
    return "it \(verb) \(text(abs(shared - single))) \(quantity) \(figures)"
  }
}
