import Testing
import Training

@Suite struct BrierTests {
  @Test("of a binary label it is the squared distance of the positive class's probability")
  func binary() throws {
    let rows = ScoredRows(predictions: [0.75, 0.5, 0], labels: [1, 0, 0])
    #expect(Metric.brier(rows) == (0.0625 + 0.25) / 3)
  }

  @Test("of several classes it is the sum of the squared distances of all probabilities")
  func multiclass() {
    let rows = ScoredRows(
      predictions: [0.5, 0.25, 0.25, 0, 0, 1], labels: [0, 1], outputCount: 3)
    // 1/4 + 1/16 + 1/16, and the worst there is: 1 + 1.
    #expect(Metric.brier(rows) == (0.375 + 2) / 2)
  }

  @Test("a row counts by its weight")
  func weighted() {
    let rows = ScoredRows(predictions: [1, 1], labels: [0, 1], weights: [1, 3])
    #expect(Metric.brier(rows) == 0.25)
  }
}
