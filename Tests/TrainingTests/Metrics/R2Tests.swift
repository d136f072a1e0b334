import Testing
import Training

@Suite struct R2Tests {
  @Test("residuals of half the variance give one half")
  func byHand() {
    // Labels −1, 1: variance 1; errors 1, 0: mean square ½.
    #expect(Metric.r2(ScoredRows(predictions: [0, 1], labels: [-1, 1])) == 0.5)
  }

  @Test("the mean predicted everywhere scores 0, the labels themselves 1, anything may score less")
  func landmarks() {
    let labels: [Double] = [1, 2, 3, 6]
    #expect(Metric.r2(ScoredRows(predictions: [3, 3, 3, 3], labels: labels)) == 0)
    #expect(Metric.r2(ScoredRows(predictions: labels, labels: labels)) == 1)
    #expect((Metric.r2(ScoredRows(predictions: [6, 3, 2, 1], labels: labels)) ?? 0) < 0)
  }

  @Test("the mean is the weighted one")
  func weighted() {
    // Weights 3 and 1: mean 1, variance 3; errors 0 and 3: mean square 9/4.
    let rows = ScoredRows(predictions: [0, 1], labels: [0, 4], weights: [3, 1])
    #expect(Metric.r2(rows) == 0.25)
  }

  @Test("equal labels leave nothing to explain, however their mean rounds")
  func noVariance() {
    let labels = Array(repeating: 0.1, count: 7)
    let weights: [Float] = [0.3, 0.7, 1.1, 0.9, 0.2, 3.3, 0.1]
    let rows = ScoredRows(predictions: labels.map { $0 + 1 }, labels: labels, weights: weights)
    #expect(Metric.r2(rows) == nil)
    #expect(Metric.r2(ScoredRows(predictions: [1], labels: [2])) == nil)
  }
}
