import Testing
import Training

@Suite struct RankingTests {
  @Test("rows of one score stand together, the highest score first")
  func groups() {
    let rows = ScoredRows(
      predictions: [0.5, 0.25, 0.5, 0.75, 0.25], labels: [1, 0, 0, 1, 1], weights: [1, 2, 4, 8, 16])
    let thresholds = Array(Ranking(rows).thresholds(rows.metricWeights))
    #expect(thresholds.map(\.positive) == [8, 1, 16])
    #expect(thresholds.map(\.negative) == [0, 4, 2])
  }

  @Test("rows count for what they are given, not for their own weights")
  func weights() {
    let rows = ScoredRows(predictions: [0.5, 0.75, 0.5], labels: [1, 0, 0], weights: [1, 2, 4])
    let thresholds = Array(Ranking(rows).thresholds(MetricWeights([3, 0, 5])))
    #expect(thresholds.map(\.positive) == [0, 3])
    #expect(thresholds.map(\.negative) == [0, 5])
  }

  @Test("zero and negative zero are one score")
  func signedZero() {
    let rows = ScoredRows(predictions: [0, -0.0], labels: [1, 0])
    #expect(Array(Ranking(rows).thresholds(rows.metricWeights)).count == 1)
  }

  @Test("without rows there is no score")
  func empty() {
    let rows = ScoredRows(predictions: [], labels: [])
    #expect(Array(Ranking(rows).thresholds(rows.metricWeights)).isEmpty)
  }
}
