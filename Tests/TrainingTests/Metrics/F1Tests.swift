import Testing
import Training

@Suite struct F1Tests {
  @Test("it is the harmonic mean of precision and recall of the positive class")
  func formula() throws {
    // Two hits, one false alarm, one miss, one that is rightly left.
    let rows = ScoredRows(predictions: [0.9, 0.8, 0.7, 0.2, 0.1], labels: [1, 1, 0, 1, 0])
    let (precision, recall) = (2.0 / 3, 2.0 / 3)
    #expect(Metric.f1(rows) == 2 * precision * recall / (precision + recall))
    // Above 0.75 the false alarm is gone.
    #expect(try #require(Metric.f1(rows.decided(at: 0.75))) == 0.8)
    #expect(Metric.accuracy(rows.decided(at: 0.75)) == 0.8)
  }

  @Test("rows count by their weights, and without a positive one there is none")
  func weighted() {
    let rows = ScoredRows(predictions: [0.9, 0.9, 0.1], labels: [1, 0, 1], weights: [3, 1, 2])
    #expect(Metric.f1(rows) == 6.0 / 9)
    #expect(Metric.f1(ScoredRows(predictions: [0.1, 0.2], labels: [0, 0])) == nil)
    #expect(Metric.f1(ScoredRows(predictions: [0.1, 0.9], labels: [1, 0])) == 0)
  }
}
