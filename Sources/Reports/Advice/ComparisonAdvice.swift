package import Comparing
internal import Datasets

/// What a comparison says to whoever wonders what to do next: at most three sentences, each with
/// its figure. Whether sharing pays comes first, then which scheme does, then what to know of
/// either.
package struct ComparisonAdvice {
  /// The sentences.
  package let sentences: [String]

  private static let most = 3

  /// What a comparison says.
  package init(_ comparison: Comparison) {
    let sentences = [
      Self.worth(comparison), Self.schemes(comparison), Self.copies(comparison),
      Self.harmed(comparison),
    ]
    self.sentences = Array(sentences.compactMap(\.self).prefix(Self.most))
  }

  /// Whether one model for all tasks does better than one for each.
  private static func worth(_ comparison: Comparison) -> String? {
    guard let best = comparison.best, let delta = best.deltaM else { return nil }
    let figure = "delta_m \(delta.signedPercent)" + delta.inBrackets(comparison)
    let name = best.name.printable
    if best.deltaMVerdict == .better {
      return "One shared model does better than separate ones: under \(name), \(figure)."
    }
    if comparison.schemes.allSatisfy({ $0.deltaMVerdict == .worse }) {
      return
        "Separate models do better than a shared one under every scheme; the nearest is \(name), "
        + "\(figure)."
    }
    if best.deltaMVerdict == .unknown {
      return
        "One seed cannot tell whether one shared model does better than separate ones; the best "
        + "is \(name), \(figure)."
    }
    let caution = delta.mean > 0 ? delta.caution(among: comparison.schemes.count) : ""
    return
      "No scheme is seen to do better than separate models: the best is \(name), \(figure)\(caution)."
  }

  /// Which schemes differ from the baseline.
  private static func schemes(_ comparison: Comparison) -> String? {
    let others = comparison.schemes.compactMap { scheme in
      scheme.difference.map { (scheme: scheme, difference: $0) }
    }
    guard let best = others.max(by: { $0.difference.mean < $1.difference.mean }) else { return nil }
    let baseline = ComparedScheme.baseline
    let figure =
      "\(best.difference.signed) points of delta_m" + best.difference.inBrackets(comparison)
    let better = others.filter { $0.scheme.differenceVerdict == .better }
    if best.scheme.differenceVerdict == .better {
      let more = better.count - 1
      let others = more == 0 ? "" : more == 1 ? "; so does 1 other" : "; so do \(more) others"
      return "\(best.scheme.name.printable) does better than \(baseline): \(figure)\(others)."
    }
    let worse = others.filter { $0.scheme.differenceVerdict == .worse }
    if !worse.isEmpty {
      let names = worse.map(\.scheme.name.printable).joined(separator: ", ")
      return
        "No scheme is seen to do better than \(baseline), and \(names) \(worse.count == 1 ? "does" : "do") "
        + "worse; the best is \(best.scheme.name.printable), \(figure)."
    }
    if best.scheme.differenceVerdict == .unknown { return nil }
    let widest = others.max { abs($0.difference.mean) < abs($1.difference.mean) } ?? best
    return "Nothing tells the schemes from \(baseline): the largest difference is that of "
      + "\(widest.scheme.name.printable), \(widest.difference.signed) points of delta_m"
      + widest.difference.inBrackets(comparison) + widest.difference.caution(among: others.count)
      + "."
  }

  /// Schemes that came to the same.
  private static func copies(_ comparison: Comparison) -> String? {
    guard let group = comparison.copies.first else { return nil }
    let names = group.map(\.printable)
    return
      "\(names.dropLast().joined(separator: ", ")) and \(names.last ?? "") do not differ: the same "
      + "figures under \(comparison.rounds.count == 1 ? "the seed" : "all \(comparison.roundsInWords)")."
  }

  /// The task that is better off by itself whatever the scheme.
  private static func harmed(_ comparison: Comparison) -> String? {
    let harmed = comparison.tasks.indices.compactMap { task -> (task: Int, gain: RoundMean)? in
      let gains = comparison.schemes.compactMap { $0.tasks[task].gain }
      guard gains.count == comparison.schemes.count,
        gains.allSatisfy({ $0.high.map { $0 < 0 } ?? false }),
        let best = gains.max(by: { $0.mean < $1.mean })
      else { return nil }
      return (task, best)
    }
    guard let worst = harmed.min(by: { $0.gain.mean < $1.gain.mean }) else { return nil }
    return
      "\(comparison.tasks[worst.task].name.printable) is better off in a model of its own under "
      + "every scheme: at the best \(worst.gain.signedPercent)\(worst.gain.inBrackets(comparison))."
  }
}

extension RoundMean {
  package var signed: String { mean.signed }

  var signedPercent: String { "\(mean.signed) %" }

  /// Why an interval that is all on one side of 0 need not mean anything; nothing for any other.
  fileprivate func caution(among count: Int) -> String {
    guard let low, let high, low > 0 || high < 0 else { return "" }
    return ", which among \(count) intervals may be luck"
  }

  /// The interval, with what it is.
  func inBrackets(_ comparison: Comparison) -> String {
    guard let low, let high else { return " (one seed, no interval)" }
    return
      " (\(Int(100 * Self.level)) % interval \(low.signed) to \(high.signed), \(values.count) "
      + "\(comparison.roundNoun))"
  }
}
