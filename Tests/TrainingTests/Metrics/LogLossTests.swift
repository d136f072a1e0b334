import Foundation
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
}
