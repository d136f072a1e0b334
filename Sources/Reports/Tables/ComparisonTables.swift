package import Comparing
internal import Datasets
internal import Training

/// A comparison as tables for the terminal.
package struct ComparisonTables {
  private let comparison: Comparison

  /// As many tasks stand beside each other.
  private static let tasksAcross = 6

  package init(_ comparison: Comparison) {
    self.comparison = comparison
  }

  /// The schemes, then the tasks' figures, then what failed.
  package var blocks: [String] {
    [schemes.text + "\n" + legend] + tasks + failures
  }

  private var legend: String {
    "delta_m: mean gain over single-task models, in percent of their metric; intervals of "
      + "\(Int(100 * RoundMean.level)) % over \(comparison.roundNoun) (\(comparison.intervalWords)); "
      + "verdicts after Holm's correction"
  }

  private var schemes: TextTable {
    var table = TextTable(
      [
        "scheme", "verdict on equal", "delta_m", "interval", "to equal", "interval", "mean rank",
        "s/epoch",
      ], wordColumns: 2)
    table.add([
      "single-task", "", "0", "", "", "", "", comparison.singleSecondsPerEpoch.brief,
    ])
    for scheme in comparison.ranked {
      table.add([
        scheme.name, scheme.differenceVerdict?.inWords ?? "–", scheme.deltaM.signed,
        scheme.deltaM.interval, scheme.difference.signed, scheme.difference.interval,
        scheme.meanRank.map { $0.fixed(2) } ?? "–", scheme.secondsPerEpoch.brief,
      ])
    }
    return table
  }

  /// Every task's principal metric, and its skill.
  private var tasks: [String] {
    stride(from: 0, to: comparison.tasks.count, by: Self.tasksAcross).map { start in
      let shown = start..<min(start + Self.tasksAcross, comparison.tasks.count)
      let metrics = TaskTable(comparison, tasks: shown) {
        "\($0.name) \(Metric.principal(of: $0.loss).name)"
      } value: {
        $0.value.short
      }
      let skills = TaskTable(comparison, tasks: shown) {
        "\($0.name) skill"
      } value: {
        $0.skill.map { $0.fixed(4) } ?? "–"
      }
      return metrics.text + "\n\n" + skills.text
    }
  }

  private var failures: [String] {
    let lines = comparison.failures.map { "\($0.run.inWords): \($0.reason)" }
    return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
  }
}

/// A figure of some tasks: a line for each scheme.
private struct TaskTable {
  let text: String

  init(
    _ comparison: Comparison, tasks: Range<Int>, name: (PredictionTask) -> String,
    value: (Comparison.TaskSummary) -> String
  ) {
    var table = TextTable(["scheme"] + tasks.map { name(comparison.tasks[$0]) })
    table.add(["single-task"] + tasks.map { value(comparison.singles[$0]) })
    for scheme in comparison.ranked {
      table.add([scheme.name] + tasks.map { value(scheme.tasks[$0]) })
    }
    text = table.text
  }
}

extension Verdict {
  /// The verdict for people.
  package var inWords: String {
    switch self {
    case .better: "better"
    case .worse: "worse"
    case .notDistinguishable: "no difference seen"
    case .same: "the same figures"
    case .unknown: "one seed cannot tell"
    }
  }
}

extension RoundMean? {
  /// The mean with its sign and two decimals.
  package var signed: String { self?.mean.signed ?? "–" }

  /// The interval; a dash where there is none.
  package var interval: String {
    guard let low = self?.low, let high = self?.high else { return "–" }
    return "\(low.signed) to \(high.signed)"
  }
}
