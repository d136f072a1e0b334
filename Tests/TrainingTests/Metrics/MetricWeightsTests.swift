import Testing
import Training

@Suite struct MetricWeightsTests {
  @Test("a weighted mean divides by the weights, and without rows there is none")
  func mean() {
    let rows = ScoredRows(predictions: [0, 0], labels: [10, 20], weights: [1, 3])
    #expect(rows.metricWeights.total == 4)
    #expect(rows.metricWeights.mean { rows.labels[$0] } == 17.5)
    #expect(ScoredRows(predictions: [0], labels: [.nan]).metricWeights.mean { _ in 1 } == nil)
  }

  @Test("without weights of their own rows count 1 each")
  func unweighted() {
    #expect(ScoredRows(predictions: [0, 0], labels: [1, 2]).metricWeights.values == [1, 1])
  }

  @Test("a row that does not count is not asked, and without one that does there is no mean")
  func nothing() {
    #expect(MetricWeights([0, 2]).mean { $0 == 0 ? .nan : 3 } == 3)
    #expect(MetricWeights([0, 0]).mean { _ in 1 } == nil)
  }
}
