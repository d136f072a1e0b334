import Testing
import Training

@Suite struct RMSETests {
  @Test("errors of 3 and 4 give √12.5")
  func byHand() {
    let rows = ScoredRows(predictions: [4, -4], labels: [1, 0])
    #expect(Metric.rmse(rows) == 12.5.squareRoot())
  }

  @Test("a row of weight 3 counts as three rows")
  func weighted() throws {
    let weighted = ScoredRows(predictions: [1, 5], labels: [0, 3], weights: [3, 1])
    let repeated = ScoredRows(predictions: [1, 1, 1, 5], labels: [0, 0, 0, 3])
    #expect(try #require(Metric.rmse(weighted)) == (7.0 / 4).squareRoot())
    #expect(Metric.rmse(weighted) == Metric.rmse(repeated))
  }

  @Test("squares beyond single precision are summed all the same")
  func doublePrecision() {
    let rows = ScoredRows(predictions: [0x1p100, 0x1p100], labels: [0, 0])
    #expect(Metric.rmse(rows) == 0x1p100)
  }
}
