import Testing
import Training

@Suite struct MAETests {
  @Test("errors of 3 and −4 give 3.5")
  func byHand() {
    #expect(Metric.mae(ScoredRows(predictions: [4, -4], labels: [1, 0])) == 3.5)
  }

  @Test("a row counts by its weight")
  func weighted() {
    let rows = ScoredRows(predictions: [1, 5], labels: [0, 3], weights: [3, 1])
    #expect(Metric.mae(rows) == 1.25)
  }
}
