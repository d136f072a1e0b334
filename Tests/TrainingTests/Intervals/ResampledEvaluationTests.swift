import Datasets
import Foundation
import Losses
import Testing
import Training

/// Figures by plain loops over rows that stand as often as they were drawn.
private struct PlainFigures {
  /// The rows of a label, one after another: place, weight.
  private let rows: [(row: Int, weight: Double)]
  private let label: DrawnScores.Drawn

  init(_ label: DrawnScores.Drawn, weights: [Float]?, counts: [Double]) {
    self.label = label
    rows = counts.enumerated().flatMap { row, count -> [(Int, Double)] in
      let weight = weights.map { Double($0[row]) } ?? 1
      guard !label.labels[row].isNaN, weight > 0 else { return [] }
      return Array(repeating: (row, weight), count: Int(count))
    }
  }

  var weight: Double { rows.reduce(0) { $0 + $1.weight } }

  private func mean(_ quantity: (Int) -> Double) -> Double? {
    rows.isEmpty ? nil : rows.reduce(0) { $0 + $1.weight * quantity($1.row) } / weight
  }

  var loss: Double? { mean { label.losses[$0] } }
  var constantLoss: Double? { mean { label.constantLosses[$0] } }

  var metrics: [String: Double?] {
    let truth = label.labels
    let guess = label.predictions.map { $0[0] }
    let error = zip(guess, truth).map { $0 - $1 }
    switch label.kind {
    case .regression:
      return [
        "rmse": mean { error[$0] * error[$0] }.map { $0.squareRoot() },
        "mae": mean { abs(error[$0]) }, "r2": r2(error),
      ]
    case .count:
      return [
        "deviance": loss, "rmse": mean { error[$0] * error[$0] }.map { $0.squareRoot() },
        "mae": mean { abs(error[$0]) },
      ]
    case .binary:
      return [
        "roc_auc": area(guess, truth), "average_precision": precision(guess, truth),
        "accuracy": mean { (guess[$0] > 0.5) == (truth[$0] == 1) ? 1 : 0 },
        "f1": positiveF1(guess, truth), "log_loss": loss,
        "brier": mean { error[$0] * error[$0] },
        "ece": calibrationError(guess) { truth[$0] == 1 },
      ]
    case .multiclass:
      let best = label.predictions.map { $0.firstIndex(of: $0.max() ?? 0) ?? 0 }
      return [
        "accuracy": mean { best[$0] == Int(truth[$0]) ? 1 : 0 },
        "f1_macro": f1(best, truth.map { $0.isNaN ? -1 : Int($0) }), "log_loss": loss,
        "brier": mean { row in
          label.predictions[row].enumerated().reduce(0) { sum, class_ in
            sum + pow(class_.element - (class_.offset == Int(truth[row]) ? 1 : 0), 2)
          }
        },
        "ece": calibrationError(label.predictions.map { $0.max() ?? 0 }) {
          best[$0] == Int(truth[$0])
        },
      ]
    }
  }

  /// The harmonic mean of precision and recall of the positive class.
  private func positiveF1(_ guess: [Double], _ truth: [Double]) -> Double? {
    func weight(_ isCounted: (Int) -> Bool) -> Double {
      rows.reduce(0) { $0 + (isCounted($1.row) ? $1.weight : 0) }
    }
    let (found, positive) = (weight { guess[$0] > 0.5 }, weight { truth[$0] == 1 })
    let hits = weight { guess[$0] > 0.5 && truth[$0] == 1 }
    guard found + positive > 0 else { return nil }
    guard hits > 0 else { return 0 }
    return 2 / (found / hits + positive / hits)
  }

  /// Over fifteen bins of equal width their shares of the weight, times how far the share of what is
  /// true lies from the mean probability.
  private func calibrationError(
    _ probability: [Double], isTrue: (Int) -> Bool
  ) -> Double? {
    guard !rows.isEmpty else { return nil }
    return (1...15).reduce(0) { sum, bin in
      let members = rows.filter { row in
        let p = probability[row.row]
        return p <= Double(bin) / 15 && (p > Double(bin - 1) / 15 || bin == 1)
      }
      let (weight, gap) = members.reduce((0.0, 0.0)) { sums, row in
        (
          sums.0 + row.weight,
          sums.1 + row.weight * ((isTrue(row.row) ? 1 : 0) - probability[row.row])
        )
      }
      return weight > 0 ? sum + weight / self.weight * abs(gap / weight) : sum
    }
  }

  private func r2(_ error: [Double]) -> Double? {
    guard Set(rows.map { label.labels[$0.row] }).count > 1, let middle = mean({ label.labels[$0] }),
      let residual = mean({ error[$0] * error[$0] }),
      let variance = mean({ pow(label.labels[$0] - middle, 2) })
    else { return nil }
    return 1 - residual / variance
  }

  /// The share of pairs of a positive and a negative row that are in order.
  private func area(_ guess: [Double], _ truth: [Double]) -> Double? {
    var (pairs, ordered) = (0.0, 0.0)
    for one in rows where truth[one.row] == 1 {
      for other in rows where truth[other.row] == 0 {
        let weight = one.weight * other.weight
        pairs += weight
        let (high, low) = (guess[one.row], guess[other.row])
        ordered += high > low ? weight : high == low ? weight / 2 : 0
      }
    }
    return pairs > 0 ? ordered / pairs : nil
  }

  /// The mean over positive rows of the precision among rows that score as high.
  private func precision(_ guess: [Double], _ truth: [Double]) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for one in rows where truth[one.row] == 1 {
      let above = rows.filter { guess[$0.row] >= guess[one.row] }
      let hits = above.filter { truth[$0.row] == 1 }
      let share = hits.reduce(0) { $0 + $1.weight } / above.reduce(0) { $0 + $1.weight }
      sum += one.weight * share
      total += one.weight
    }
    return total > 0 ? sum / total : nil
  }

  private func f1(_ best: [Int], _ truth: [Int]) -> Double? {
    let scores = (0..<3).compactMap { code -> Double? in
      func sum(_ holds: (Int) -> Bool) -> Double {
        rows.filter { holds($0.row) }.reduce(0) { $0 + $1.weight }
      }
      let hits = sum { best[$0] == code && truth[$0] == code }
      let misses = sum { (best[$0] == code) != (truth[$0] == code) }
      return hits + misses > 0 ? 2 * hits / (2 * hits + misses) : nil
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}

@Suite struct ResampledEvaluationTests {
  /// For each figure its value in a resample, by name; nil where it is undefined.
  private func plain(
    _ scores: DrawnScores, reduction: LabelReduction, counts: [Double]
  ) -> [String: Double?] {
    var figures: [String: Double?] = [:]
    func skill(_ loss: Double?, _ constant: Double?) -> Double? {
      // Nothing is better than a constant that is always right.
      guard let loss, let constant, constant > 0 else { return nil }
      return 1 - loss / constant
    }
    let labels = scores.labels.map { PlainFigures($0, weights: scores.weights, counts: counts) }
    for (label, plain) in zip(scores.labels, labels) {
      figures["\(label.name) loss"] = plain.loss
      figures["\(label.name) skill"] = skill(plain.loss, plain.constantLoss)
      for (name, value) in plain.metrics { figures["\(label.name) \(name)"] = value }
    }
    let two = labels.suffix(2).filter { $0.weight > 0 }
    let total = two.reduce(0) { $0 + $1.weight }
    func reduced(_ loss: (PlainFigures) -> Double?) -> Double? {
      two.isEmpty
        ? nil
        : two.reduce(0) { $0 + (loss($1) ?? 0) * (reduction == .sum ? 1 : $1.weight / total) }
    }
    figures["place loss"] = reduced(\.loss)
    figures["place skill"] = skill(reduced(\.loss), reduced(\.constantLoss))
    for name in ["rmse", "mae", "r2"] {
      let values = labels.suffix(2).compactMap { $0.metrics[name] ?? nil }
      figures["place \(name)"] =
        values.isEmpty ? .some(nil) : values.reduce(0, +) / Double(values.count)
    }
    let skills = ["number", "rain", "visits", "sort", "place"].compactMap {
      figures["\($0) skill"] ?? nil
    }
    figures["mean skill"] = skills.isEmpty ? .some(nil) : skills.reduce(0, +) / Double(skills.count)
    return figures
  }

  /// The intervals of an evaluation, by the same names.
  private func found(_ evaluation: Evaluation) -> [String: (interval: Interval?, undefined: Int)] {
    var found: [String: (Interval?, Int)] = ["mean skill": (evaluation.meanSkillInterval, 0)]
    for task in evaluation.tasks + evaluation.tasks.flatMap({ $0.labels ?? [] }) {
      let undefined = task.intervals?.undefinedResamples ?? [:]
      found["\(task.name) loss"] = (task.intervals?.loss, undefined["loss"] ?? 0)
      found["\(task.name) skill"] = (task.intervals?.skill, undefined["skill"] ?? 0)
      for entry in task.metrics.entries {
        found["\(task.name) \(entry.name)"] = (
          task.intervals?.metrics[entry.name], undefined[entry.name] ?? 0
        )
      }
    }
    return found
  }

  private func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let (below, above) = (sorted[Int(place.rounded(.down))], sorted[Int(place.rounded(.up))])
    return below + (above - below) * (place - place.rounded(.down))
  }

  @Test(
    "intervals are those of plain loops over the rows that were drawn",
    arguments: [
      (false, false, .sum), (true, false, .mean), (false, true, .mean), (true, true, .sum),
    ] as [(Bool, Bool, LabelReduction)])
  func plainLoops(weighted: Bool, grouped: Bool, reduction: LabelReduction) throws {
    // Few rows of a table of more: some figures are undefined in some resamples.
    let rows = (0..<14).map { Int32(3 * $0 + 1) }
    let groups = grouped ? (0..<60).map { Int32($0 % 7) } : nil
    let scores = try DrawnScores(
      rows: rows, weighted: weighted, missing: 0.4, reduction: reduction, seed: 12)
    let count = 121
    let evaluation = scores.table.evaluation(
      Bootstrap(seed: 5, resamples: count), groups: groups, threads: 2)
    let resamples = Resamples(
      count, rowCount: rows.count, groups: groups.map { groups in rows.map { groups[Int($0)] } },
      seed: 5)
    let samples = (0..<count).map {
      plain(scores, reduction: reduction, counts: resamples.counts($0))
    }
    let resampling = try #require(evaluation.resampling)
    #expect(resampling.level == 0.95 && resampling.seed == 5)
    #expect(resampling.resamples == count && resampling.rows == 14)
    #expect(resampling.groups == (grouped ? 7 : nil))
    var undefined = 0
    for (name, figure) in found(evaluation) {
      let values = try samples.map { try #require($0[name], "\(name)") }
      let defined = values.compactMap(\.self).sorted()
      if name != "mean skill" {
        #expect(figure.undefined == count - defined.count, "\(name)")
        undefined += figure.undefined
      }
      let interval = try #require(figure.interval, "\(name)")
      let (low, high) = (quantile(defined, 0.025), quantile(defined, 0.975))
      #expect(abs(interval.low - low) < 1e-9 * max(1, abs(low)), "\(name)")
      #expect(abs(interval.high - high) < 1e-9 * max(1, abs(high)), "\(name)")
    }
    #expect(undefined > 0)
  }

  @Test("figures are those of the rows themselves, and do not depend on threads or resamples")
  func threads() throws {
    let scores = try DrawnScores(rows: (0..<60).map { $0 }, weighted: true, seed: 3)
    let one = scores.table.evaluation(Bootstrap(seed: 1, resamples: 60), threads: 1)
    for threads in [2, 3, 7, 100] {
      let more = scores.table.evaluation(Bootstrap(seed: 1, resamples: 60), threads: threads)
      #expect(one == more)
    }
    let plain = plain(scores, reduction: .sum, counts: Array(repeating: 1, count: 60))
    for task in one.tasks {
      for (name, value) in [("loss", task.loss), ("skill", task.skill)]
        + task.metrics.entries.map({ ($0.name, $0.value) })
      {
        let expected = try #require(plain["\(task.name) \(name)"] ?? nil)
        #expect(abs((value ?? .nan) - expected) < 1e-9, "\(task.name) \(name)")
      }
    }
    #expect(abs((one.meanSkill ?? .nan) - ((plain["mean skill"] ?? nil) ?? 0)) < 1e-12)
    let other = scores.table.evaluation(Bootstrap(seed: 2, resamples: 60), threads: 1)
    #expect(other.meanSkillInterval != one.meanSkillInterval)
    #expect(other.tasks.map(\.metrics) == one.tasks.map(\.metrics))
    #expect(scores.table.evaluations.map(\.metrics) == one.tasks.map(\.metrics))
    #expect(scores.table.evaluations.allSatisfy { $0.intervals == nil })
  }

  @Test("intervals of groups of like rows are wider than those of single rows")
  func groups() throws {
    // Four copies of each row are worth one.
    let once = try DrawnScores(rows: Array(0..<100), missing: 0, seed: 9)
    let copies = once.table.repeated(4)
    let groups = (0..<400).map { Int32($0 % 100) }
    func width(_ evaluation: Evaluation) throws -> Double {
      let interval = try #require(evaluation.tasks[0].intervals?.metrics["rmse"])
      return interval.high - interval.low
    }
    let bootstrap = Bootstrap(seed: 1, resamples: 400)
    let grouped = copies.evaluation(bootstrap, groups: groups, threads: 2)
    #expect(grouped.resampling?.groups == 100)
    // The same draws as of the single rows, each with its four copies.
    let alone = try width(once.table.evaluation(bootstrap, threads: 2))
    #expect(abs(try width(grouped) - alone) < 1e-9)
    // As if the rows were independent: half as wide.
    let ratio = try width(copies.evaluation(bootstrap, threads: 2)) / alone
    #expect(abs(ratio - 0.5) < 0.1)
  }

  @Test("fewer than two rows, or groups, have no intervals")
  func tooFew() throws {
    let one = try DrawnScores(rows: [4], missing: 0, seed: 1)
    let alone = one.table.evaluation(Bootstrap(), threads: 1)
    #expect(alone.resampling == nil && alone.meanSkillInterval == nil)
    #expect(alone.tasks.allSatisfy { $0.intervals == nil && $0.loss != nil })

    let several = try DrawnScores(rows: [0, 1, 2, 3], missing: 0, seed: 1)
    let together = several.table.evaluation(
      Bootstrap(), groups: [5, 5, 5, 5], threads: 1)
    #expect(together.resampling == nil && together.tasks.allSatisfy { $0.intervals == nil })

    let none = try DrawnScores(rows: [0, 1, 2], missing: 1, seed: 1)
    let unlabelled = none.table.evaluation(Bootstrap(resamples: 20), threads: 1)
    #expect(unlabelled.tasks.allSatisfy { $0.intervals == nil && $0.loss == nil })
    #expect(unlabelled.meanSkillInterval == nil && unlabelled.meanSkill == nil)
  }

  @Test("a label of one row has no interval, though others have")
  func oneLabelled() throws {
    let scores = try DrawnScores(rows: Array(0..<30), missing: 0, seed: 2)
    let table = scores.table.keeping(1, ofLabel: 0)
    let evaluation = table.evaluation(Bootstrap(resamples: 100), threads: 1)
    #expect(evaluation.tasks[0].labelled == 1 && evaluation.tasks[0].loss != nil)
    #expect(evaluation.tasks[0].intervals == nil)
    #expect(evaluation.tasks.dropFirst().allSatisfy { $0.intervals?.skill != nil })
    #expect(evaluation.meanSkillInterval != nil)
  }
}

extension ScoredTable {
  /// The same rows several times, one after another.
  fileprivate func repeated(_ count: Int) -> ScoredTable {
    func all<Value>(_ values: [Value]) -> [Value] { (0..<count).flatMap { _ in values } }
    return ScoredTable(
      rows: Array(0..<Int32(count * rows.count)), tasks: tasks,
      labels: labels.map { label in
        ScoredLabel(
          label.statistics,
          rows: ScoredRows(
            predictions: all(label.rows.predictions), labels: all(label.rows.labels),
            outputCount: label.rows.outputCount),
          losses: all(label.losses), constantLosses: all(label.constantLosses))
      })
  }

  /// The table with only so many rows labelled with one of its labels.
  fileprivate func keeping(_ count: Int, ofLabel index: Int) -> ScoredTable {
    var labels = labels
    let label = labels[index]
    labels[index] = ScoredLabel(
      label.statistics,
      rows: ScoredRows(
        predictions: label.rows.predictions,
        labels: label.rows.labels.enumerated().map { $0 < count ? $1 : .nan },
        outputCount: label.rows.outputCount),
      losses: label.losses, constantLosses: label.constantLosses)
    return ScoredTable(rows: rows, tasks: tasks, labels: labels)
  }
}
