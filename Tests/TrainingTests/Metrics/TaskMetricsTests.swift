import Datasets
import Foundation
import Losses
import Testing
import Training

@Suite struct TaskMetricsTests {
  private func measured(_ kind: LabelKind) -> TaskMetrics {
    let classes = kind == .multiclass ? ["a", "b", "c"] : []
    let task = LabelRequest(name: "y", kind: kind, loss: .standard(for: kind), classes: classes)
      .resolved(standardDeviation: 1)
    let outputs: [Double] = [0.1, 0.8, 0.1, 0.5, 0.25, 0.25]
    return TaskMetrics(
      of: task,
      rows: ScoredRows(
        predictions: Array(outputs.prefix(2 * task.outputCount)), labels: [1, 1],
        outputCount: task.outputCount))
  }

  @Test("a task is measured by its kind's metrics, in their order", arguments: LabelKind.allCases)
  func entries(_ kind: LabelKind) {
    #expect(measured(kind).entries.map(\.name) == Metric.metrics(of: kind).map(\.name))
  }

  @Test("a value is found by its name; one that is undefined or not there is nil")
  func names() {
    let metrics = measured(.regression)
    // Errors −0.9 and −0.2 of numbers rounded to single precision.
    #expect(abs((metrics["mae"] ?? 0) - 0.55) < 1e-7)
    #expect(metrics["r2"] == nil)
    #expect(metrics["roc_auc"] == nil)
  }

  @Test("values and their order survive being written as JSON", arguments: LabelKind.allCases)
  func roundTrip(_ kind: LabelKind) throws {
    let metrics = measured(kind)
    let data = try JSONEncoder().encode(metrics)
    #expect(try JSONDecoder().decode(TaskMetrics.self, from: data) == metrics)
  }

  @Test("a decoder that knows a loss of the caller's own restores its metrics' order")
  func ownLoss() throws {
    let losses = try LossCatalogue.standard.adding([
      LossEntry(named: "own", of: .regression, value: { abs($0 - $1) }, slope: { $0 > $1 ? 1 : -1 })
    ])
    let task = Label(
      name: "y", kind: .regression, loss: try #require(TaskLoss(name: "own", among: losses)))
    let metrics = TaskMetrics(of: task, rows: ScoredRows(predictions: [1, 2], labels: [0, 4]))
    let data = try JSONEncoder().encode(metrics)
    #expect(try JSONDecoder(among: losses).decode(TaskMetrics.self, from: data) == metrics)
    #expect(metrics.entries.map(\.name) == ["mean_own", "rmse", "mae", "r2"])
  }

  @Test("in JSON a task's metrics are one object, null where undefined")
  func json() throws {
    let data = try JSONEncoder().encode(measured(.binary))
    let object = try JSONDecoder().decode([String: Double?].self, from: data)
    #expect(
      object.keys.sorted() == [
        "accuracy", "average_precision", "brier", "ece", "f1", "log_loss", "roc_auc",
      ])
    #expect(object["accuracy"] == 0.5)
    #expect(object["roc_auc"] == .some(nil))
  }
}
