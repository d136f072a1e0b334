import Datasets
import Losses
import NeuralNetwork
import Statistics
import Testing
import Training

@Suite("Training with a loss of the caller's own")
struct OwnLossTests {
  private static func own() throws -> LossCatalogue {
    try .standard.adding([
      LossEntry(
        named: "own-squared", of: .regression, value: { ($0 - $1) * ($0 - $1) },
        slope: { 2 * ($0 - $1) })
    ])
  }

  private func difference(_ a: [Double?], _ b: [Double?]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
      guard let found = pair.0, let expected = pair.1 else {
        return pair.0 == nil && pair.1 == nil ? largest : .infinity
      }
      return max(largest, abs(found - expected) / max(abs(expected), 1e-9))
    }
  }

  @Test("a copy of a built-in loss trains as it does", arguments: ["prior", "mgda"])
  func copies(scheme: String) throws {
    let request = try #require(LossRequest("own-squared", among: Self.own()))
    let dataset = Dataset.synthetic(rows: 800)
    let own = try ExampleTable(dataset, labels: .init(regressionLoss: request))
    let usual = try ExampleTable(dataset)
    #expect(own.data.heads[0].label.loss.name == "own-squared")
    for (a, b) in zip(own.data.statistics, usual.data.statistics) {
      #expect(difference([a.priorLoss], [b.priorLoss]) < 1e-12)
      #expect(difference([a.initialLoss], [b.initialLoss]) < 1e-12)
      #expect(difference(a.priorOutput, b.priorOutput) < 1e-12)
    }
    let configuration = TrainingConfiguration.small()
    let found = try own.fit(configuration, scheme, threads: 2)
    let expected = try usual.fit(configuration, scheme)
    #expect(found.history.epochs.count == 3)
    for (a, b) in zip(found.history.epochs, expected.history.epochs) {
      #expect(difference(a.trainingLosses, b.trainingLosses) < 1e-4)
      #expect(difference(a.validationLosses, b.validationLosses) < 1e-4)
    }
  }

  @Test("a task is measured by the mean of its loss first, which models are compared by")
  func metrics() throws {
    let loss = try #require(TaskLoss(name: "own-squared", among: Self.own()))
    let task = Label(name: "y", kind: .regression, loss: loss)
    #expect(
      Metric.metrics(of: task.loss).map(\.name) == ["mean_own-squared", "rmse", "mae", "r2"])
    #expect(Metric.principal(of: task.loss).name == "mean_own-squared")
    let rows = ScoredRows(predictions: [1, 2, 5], labels: [0, 4, 5], weights: [1, 2, 1])
    #expect(TaskMetrics(of: task, rows: rows)["mean_own-squared"] == 2.25)
  }

  @Test("under a link the mean is taken at the outputs of the predictions")
  func linkedMetric() throws {
    let losses = try LossCatalogue.standard.adding([
      LossEntry(
        named: "gap", of: .binary, value: { ($0 - $1) * ($0 - $1) }, slope: { 2 * ($0 - $1) })
    ])
    let loss = try #require(TaskLoss(name: "gap", among: losses))
    let task = Label(name: "y", kind: .binary, loss: loss, classes: ["no", "yes"])
    // Log odds of 0 and log 3.
    let rows = ScoredRows(predictions: [0.5, 0.75], labels: [1, 0])
    let expected = (1 + 1.0986122886681098 * 1.0986122886681098) / 2
    #expect(abs((TaskMetrics(of: task, rows: rows)["mean_gap"] ?? 0) - expected) < 1e-12)
    let certain = ScoredRows(predictions: [1, 0], labels: [1, 0])
    #expect(TaskMetrics(of: task, rows: certain)["mean_gap"]?.isFinite ?? false)
  }
}
