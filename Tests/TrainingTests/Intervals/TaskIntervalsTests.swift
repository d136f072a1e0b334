import Foundation
import Testing
import Training

@Suite struct TaskIntervalsTests {
  @Test("evaluations with intervals survive being written as JSON")
  func roundTrip() throws {
    let scores = try DrawnScores(rows: Array(0..<12), missing: 0.4, seed: 7)
    let tasks = scores.table.evaluation(Bootstrap(resamples: 80), threads: 1).tasks
    let data = try JSONEncoder().encode(tasks)
    #expect(try JSONDecoder().decode([TaskEvaluation].self, from: data) == tasks)
    #expect(tasks.contains { !($0.intervals?.undefinedResamples ?? [:]).isEmpty })
  }

  @Test("in JSON intervals stand beside the figures, as lists of two numbers")
  func json() throws {
    struct Read: Decodable {
      let intervals: Intervals

      struct Intervals: Decodable {
        let loss, skill: [Double]
        let metrics: [String: [Double]]
        let undefined_resamples: [String: Int]
      }
    }
    let scores = try DrawnScores(rows: Array(0..<40), seed: 7)
    let task = scores.table.evaluation(Bootstrap(resamples: 80), threads: 1).tasks[1]
    let read = try JSONDecoder().decode(Read.self, from: try JSONEncoder().encode(task))
    let intervals = try #require(task.intervals)
    #expect(read.intervals.skill == [intervals.skill?.low, intervals.skill?.high])
    #expect(read.intervals.loss == [intervals.loss?.low, intervals.loss?.high])
    #expect(
      read.intervals.metrics.keys.sorted() == [
        "accuracy", "average_precision", "brier", "ece", "f1", "log_loss", "roc_auc",
      ])
    #expect(read.intervals.metrics.values.allSatisfy { $0.count == 2 && $0[0] < $0[1] })
    #expect(read.intervals.undefined_resamples.isEmpty)
  }

  @Test("evaluations of former versions, without intervals, are read as before")
  func former() throws {
    let text = """
      [{"name": "place", "kind": "regression", "labelled": 3, "loss": 2.5, "constant_loss": 5,
        "prior_loss": 4, "skill": 0.5, "metrics": {"rmse": 1.5, "mae": 1, "r2": null},
        "labels": [{"name": "x", "kind": "regression", "labelled": 3, "loss": 2.5,
          "constant_loss": 5, "prior_loss": 4, "skill": 0.5,
          "metrics": {"rmse": 1.5, "mae": 1, "r2": null}}]}]
      """
    let tasks = try JSONDecoder().decode([TaskEvaluation].self, from: Data(text.utf8))
    #expect(tasks[0].skill == 0.5 && tasks[0].intervals == nil)
    #expect(tasks[0].labels?.first?.intervals == nil)
    // Nor is a word of intervals written where there are none.
    let written = String(decoding: try JSONEncoder().encode(tasks), as: UTF8.self)
    #expect(!written.contains("interval"))
  }

  @Test("a figure that more than half of the resamples leave undefined has no interval")
  func mostlyUndefined() throws {
    let rows = ScoredRows(predictions: [1, 2], labels: [1, 2])
    let scores = try DrawnScores(rows: [0, 1], missing: 0, seed: 1)
    let label = scores.table.labels[0]
    let table = ScoredTable(
      rows: [0, 1], tasks: [scores.table.tasks[0]],
      labels: [
        ScoredLabel(label.statistics, rows: rows, losses: [0, 0], constantLosses: [1, 1])
      ])
    for seed in 0..<10 {
      let intervals = try #require(
        table.evaluation(Bootstrap(seed: UInt64(seed), resamples: 99), threads: 1)
          .tasks[0].intervals)
      // Two rows are both drawn in half of the resamples: otherwise all labels are equal.
      let undefined = intervals.undefinedResamples["r2"] ?? 0
      #expect(undefined > 20 && undefined < 80)
      #expect((intervals.metrics["r2"] == nil) == (undefined > 49))
      #expect(intervals.metrics["rmse"] == Interval(low: 0, high: 0))
    }
  }
}
