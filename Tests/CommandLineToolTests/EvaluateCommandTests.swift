import Foundation
import Testing

/// What `equipoise evaluate` tells, with intervals.
struct EvaluateCommandTests {
  private struct Report: Decodable {
    let mean_skill: Double
    let mean_skill_interval: [Double]?
    let resampling: Resampling?
    let tasks: [Task]

    struct Resampling: Decodable, Equatable {
      let level: Double
      let resamples, rows: Int
      let groups: Int?
      let seed: UInt64
    }

    struct Task: Decodable {
      let name: String
      let labelled: Int
      let loss: Double
      let skill: Double?
      let metrics: [String: Double?]
      let intervals: Intervals?
    }

    struct Intervals: Decodable {
      let loss, skill: [Double]?
      let metrics: [String: [Double]]
    }
  }

  private struct Metrics: Decodable {
    let validation: Report
    let test: Report
  }

  /// A trained model of fruit, with a column that tells which rows belong together.
  private func fruit(_ more: String...) throws -> (TemporaryFolder, trained: String) {
    let place = try TemporaryFolder()
    let records = Fruit.records.enumerated().map { row, record in
      record + [row == 0 ? "tree" : row % 10 == 0 ? "" : "t\(row % 4)"]
    }
    try place.write(table(records), as: "fruit.csv")
    let outcome = try place.run(
      [
        "train", "fruit.csv", "--label", "y_*", "--ignore", "n_*,tree", "--epochs", "4",
        "--hidden", "5", "--quiet", "-o", "run",
      ] + more)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return (place, outcome.output)
  }

  @Test("each figure has an interval that it lies in, in the JSON and in the table")
  func intervals() throws {
    let (place, _) = try fruit()
    let report: Report = try place.run("evaluate", "run", "fruit.csv", "--json").json()
    #expect(
      report.resampling
        == .init(level: 0.95, resamples: 1000, rows: 40, groups: nil, seed: 0))
    let ofMean = try #require(report.mean_skill_interval)
    #expect(ofMean.count == 2 && ofMean[0] < report.mean_skill && report.mean_skill < ofMean[1])
    for task in report.tasks {
      let intervals = try #require(task.intervals)
      let loss = try #require(intervals.loss)
      #expect(loss[0] < task.loss && task.loss < loss[1], "\(task.name)")
      let (skill, interval) = (try #require(task.skill), try #require(intervals.skill))
      #expect(interval[0] < skill && skill < interval[1], "\(task.name)")
      #expect(intervals.metrics.keys.sorted() == task.metrics.keys.sorted())
      for (name, ends) in intervals.metrics {
        let value = try #require(task.metrics[name] ?? nil)
        #expect(ends.count == 2 && ends[0] <= value && value <= ends[1], "\(task.name) \(name)")
      }
    }
    let printed = try place.run("evaluate", "run", "fruit.csv").output
    let lines = printed.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 120 }, "\(printed)")
    #expect(lines.filter { $0.hasPrefix("y_mass") }.count == 2)
    // However many of them a line's width has room for.
    let names = lines.filter { $0.hasPrefix("task ") }.dropFirst()
      .flatMap { $0.split(separator: " ").dropFirst() }
    #expect(
      names == [
        "rmse", "mae", "r2", "roc_auc", "average_precision", "accuracy", "f1", "log_loss", "brier",
        "ece", "accuracy", "f1_macro", "log_loss", "brier", "ece",
      ], "\(printed)")
    let mean = try #require(printed.firstMatch(of: /mean skill (\S+) \((\S+) to (\S+)\)/))
    let spread = ofMean[1] - ofMean[0]
    for (text, number) in [
      (mean.1, report.mean_skill), (mean.2, ofMean[0]), (mean.3, ofMean[1]),
    ] {
      #expect(abs((Double(text) ?? .nan) - number) < spread / 4)
    }
    #expect(lines.last?.contains("percentile bootstrap, 1,000 resamples of the rows") == true)
    #expect(try place.run("evaluate", "run", "fruit.csv", "--threads", "1").output == printed)
  }

  @Test("training tells the intervals of validation and test rows, by its seed")
  func training() throws {
    let (place, trained) = try fruit("--seed", "7", "--split", "0.5,0.25,0.25")
    let metrics = try JSONDecoder().decode(
      Metrics.self, from: try place.bytes("run/metrics.json"))
    for report in [metrics.validation, metrics.test] {
      #expect(
        report.resampling
          == .init(level: 0.95, resamples: 1000, rows: 10, groups: nil, seed: 7))
      #expect(report.tasks.allSatisfy { $0.intervals?.loss?.count == 2 })
    }
    #expect(trained.matches(of: /mean skill \S+ \(\S+ to \S+\)/).count == 2)
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("In brackets 95 % intervals: percentile bootstrap"))
    #expect(card.contains(/`y_mass` \| \S+ \(\S+ to \S+\) \| \S+ \(\S+ to \S+\) \|/))
    let page = String(decoding: try place.bytes("run/report.html"), as: UTF8.self)
    #expect(page.contains("In brackets 95 % intervals: percentile bootstrap"))
    #expect(page.contains(/<td>\S+ \(\S+ to \S+\)<\/td>/))
  }

  @Test("--split-by resamples rows that have a text in common together")
  func groups() throws {
    let (place, _) = try fruit()
    let rows: Report = try place.run("evaluate", "run", "fruit.csv", "--json").json()
    let outcome = try place.run(
      "evaluate", "run", "fruit.csv", "--split-by", "tree", "--json")
    let groups: Report = try outcome.json()
    // Four trees, and four rows without one.
    #expect(
      groups.resampling
        == .init(level: 0.95, resamples: 1000, rows: 40, groups: 8, seed: 0))
    #expect(groups.tasks.map(\.loss) == rows.tasks.map(\.loss))
    #expect(groups.mean_skill_interval != rows.mean_skill_interval)
    let printed = try place.run("evaluate", "run", "fruit.csv", "--split-by", "tree").output
    #expect(printed.contains("1,000 resamples of 8 groups of rows."))
    // A feature may say it too, and a label.
    for (column, count) in [("colour", 3), ("y_ripe", 2), ("length", 40)] {
      let report: Report = try place.run(
        "evaluate", "run", "fruit.csv", "--split-by", column, "--json"
      ).json()
      #expect(report.resampling?.groups == count, "\(column)")
    }
    // All rows of one group cannot be resampled.
    let one: Report = try place.run(
      "evaluate", "run", "fruit.csv", "--split-by", "n_same", "--json"
    ).json()
    #expect(one.resampling == nil && one.tasks.allSatisfy { $0.intervals == nil })
    let plain = try place.run("evaluate", "run", "fruit.csv", "--split-by", "n_same").output
    #expect(!plain.contains("(") && !plain.contains("bootstrap"))
  }

  @Test("a column to group by that is not there, or is two, is refused")
  func refused() throws {
    let (place, _) = try fruit()
    let unknown = try place.run("evaluate", "run", "fruit.csv", "--split-by", "treee")
    #expect(unknown.status == 64 && unknown.errors.contains(#"there is no column "treee""#))
    let two = try place.run("evaluate", "run", "fruit.csv", "--split-by", "n_same,tree")
    #expect(
      two.status == 64
        && two.errors.contains("--split-by n_same,tree names 2 columns, but must name one"))
  }
}
