import RandomNumbers
import Testing
import Training

@Suite struct AccuracyTests {
  @Test("a binary row is positive above one half, not at it")
  func binary() {
    let rows = ScoredRows(predictions: [0.5, 0.5, 0.51, 0.1], labels: [0, 1, 1, 1])
    #expect(Metric.accuracy(rows) == 0.5)
  }

  @Test("the most probable of several classes is taken, the first of equals")
  func multiclass() {
    let rows = ScoredRows(
      predictions: [0.2, 0.5, 0.3, 0.4, 0.2, 0.4, 0.1, 0.1, 0.8], labels: [1, 2, 2], outputCount: 3)
    #expect(Metric.accuracy(rows) == 2.0 / 3)
  }

  @Test("a row counts by its weight")
  func weighted() {
    let rows = ScoredRows(predictions: [0.9, 0.9], labels: [1, 0], weights: [3, 1])
    #expect(Metric.accuracy(rows) == 0.75)
  }

  @Test("it lies between 0 and 1, and one of two opposite classifiers has at least one half")
  func bounds() throws {
    var generator = SeededGenerator(seed: 3, stream: .split)
    for _ in 0..<100 {
      let scores = (0..<17).map { _ in Double.random(in: 0...1, using: &generator) }
      let labels = (0..<17).map { _ in Double(Int.random(in: 0...1, using: &generator)) }
      let one = try #require(Metric.accuracy(ScoredRows(predictions: scores, labels: labels)))
      let other = try #require(
        Metric.accuracy(ScoredRows(predictions: scores.map { 1 - $0 }, labels: labels)))
      #expect((0...1).contains(one))
      #expect(max(one, other) >= 0.5)
    }
  }
}
