import Datasets
import Foundation
import NeuralNetwork
import Testing
import Training

@Suite struct LogLossTests {
  @Test("a quarter for the true class costs log 4 nats")
  func byHand() throws {
    let binary = ScoredRows(predictions: [0.25, 0.75], labels: [1, 0])
    #expect(abs(try #require(Metric.logLoss(binary)) - log(4)) < 1e-15)
    let multiclass = ScoredRows(
      predictions: [0.25, 0.5, 0.25, 0.5, 0.25, 0.25], labels: [2, 1], outputCount: 3)
    #expect(abs(try #require(Metric.logLoss(multiclass)) - log(4)) < 1e-15)
  }

  @Test("equal probabilities for K classes cost log K")
  func uniform() throws {
    for classes in [2, 3, 8, 100] {
      let rows = ScoredRows(
        predictions: Array(repeating: 1 / Double(classes), count: classes), labels: [0],
        outputCount: classes)
      #expect(abs(try #require(Metric.logLoss(rows)) - log(Double(classes))) < 1e-7)
    }
  }

  @Test("a sure mistake costs 23 log 2 nats, not infinitely many")
  func clipped() throws {
    let loss = try #require(Metric.logLoss(ScoredRows(predictions: [0, 1], labels: [1, 0])))
    #expect(abs(loss - 23 * log(2)) < 1e-12)
  }

  @Test("of a model it is the loss, however small the probabilities", arguments: [1, 30, 300])
  func ofModel(scale: Float) throws {
    let table = try ExampleTable(.synthetic(rows: 200))
    let configuration = TrainingConfiguration.small(epochs: 1)
    // Outputs so large that a Float rounds the probabilities to 0 and 1.
    let parameters = try table.fit(configuration, "prior").parameters.map { scale * $0 }
    let found = table.model(parameters, network: configuration.network)
      .evaluate(table.data.table, rows: table.data.split.test, threads: 1)
    for name in ["y_sign", "y_class"] {
      let task = found[try table.task(name)]
      #expect(task.metrics["log_loss"] == task.loss)
    }
  }
}
