import Testing
import Training

@Suite struct AveragePrecisionTests {
  @Test("a positive at ranks 1 and 3 gives (1 + ⅔)/2")
  func byHand() throws {
    let rows = ScoredRows(predictions: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1])
    #expect(abs(try #require(Metric.averagePrecision(rows)) - 5.0 / 6) < 1e-15)
  }

  @Test("equal scores have the precision of the whole: the share of positives")
  func allTied() {
    let rows = ScoredRows(predictions: [0.3, 0.3, 0.3, 0.3], labels: [0, 1, 0, 0])
    #expect(Metric.averagePrecision(rows) == 0.25)
  }

  @Test("the order of tied rows does not matter")
  func tieOrder() {
    let one = ScoredRows(predictions: [0.5, 0.5, 0.2, 0.9], labels: [1, 0, 1, 0])
    let other = ScoredRows(predictions: [0.9, 0.2, 0.5, 0.5], labels: [0, 1, 0, 1])
    #expect(Metric.averagePrecision(one) == Metric.averagePrecision(other))
  }

  @Test("positives alone give 1, negatives alone nothing")
  func oneClass() {
    #expect(Metric.averagePrecision(ScoredRows(predictions: [0.1, 0.9], labels: [1, 1])) == 1)
    #expect(Metric.averagePrecision(ScoredRows(predictions: [0.1, 0.9], labels: [0, 0])) == nil)
  }
}
