import RandomNumbers
import Testing
import Training

@Suite("Thresholds of binary labels")
struct ThresholdRuleTests {
  @Test("what people write")
  func parsing() {
    #expect(ThresholdRule("f1") == .f1)
    #expect(ThresholdRule("cost:5:1") == .cost(falseNegative: 5, falsePositive: 1))
    #expect(ThresholdRule("0.3") == .fixed(0.3))
    for text in [
      "", "f2", "cost", "cost:1", "cost:0:1", "cost:1:-1", "cost:1:2:3", "0", "1", "f1:2",
    ] {
      #expect(ThresholdRule(text) == nil, "\(text)")
    }
  }

  /// What a threshold is worth, by counting.
  private func worth(_ rule: ThresholdRule, at threshold: Double, _ rows: ScoredRows) -> Double {
    switch rule {
    case .f1: return Metric.f1(rows.decided(at: threshold)) ?? 0
    case .fixed: return 0
    case .cost(let missed, let taken):
      var cost = 0.0
      for row in 0..<rows.count {
        let isPositive = rows.predictions[row] > threshold
        if rows.labels[row] == 1, !isPositive { cost += missed * rows.weight(row) }
        if rows.labels[row] == 0, isPositive { cost += taken * rows.weight(row) }
      }
      return -cost
    }
  }

  @Test(
    "none of a thousand thresholds is better, with ties and weights",
    arguments: [
      ThresholdRule.f1, .cost(falseNegative: 5, falsePositive: 1),
      .cost(falseNegative: 1, falsePositive: 3),
    ])
  func best(rule: ThresholdRule) {
    var generator = SeededGenerator(seed: 8, stream: .split)
    for weighted in [false, true] {
      for count in [1, 2, 5, 40] {
        let predictions = (0..<count).map { _ in (generator.uniform() * 20).rounded() / 20 }
        let labels = predictions.map { generator.uniform() < $0 ? 1.0 : 0 }
        let weights = (0..<count).map { _ in Float(generator.uniform()) }
        let rows = ScoredRows(
          predictions: predictions, labels: labels, weights: weighted ? weights : nil)
        let threshold = rule.threshold(by: rows)
        #expect((0...1).contains(threshold))
        let found = worth(rule, at: threshold, rows)
        for other in 0...1000 {
          #expect(worth(rule, at: Double(other) / 1000, rows) <= found + 1e-12)
        }
      }
    }
  }

  @Test("of thresholds that are as good it is the one next to a half; without rows it is a half")
  func ties() {
    // Anything from 0.2 to 0.9 divides these rows well.
    let rows = ScoredRows(predictions: [0.1, 0.2, 0.9, 0.95], labels: [0, 0, 1, 1])
    #expect(abs(ThresholdRule.f1.threshold(by: rows) - 0.55) < 1e-12)
    let none = ScoredRows(predictions: [], labels: [])
    #expect(ThresholdRule.f1.threshold(by: none) == 0.5)
    #expect(ThresholdRule.fixed(0.2).threshold(by: rows) == 0.2)
  }

  @Test("where probabilities are right it is the one that theory says (Elkan 2001)")
  func theory() {
    var generator = SeededGenerator(seed: 9, stream: .split)
    let predictions = (0..<200_000).map { _ in generator.uniform() }
    let labels = predictions.map { generator.uniform() < $0 ? 1.0 : 0 }
    let rows = ScoredRows(predictions: predictions, labels: labels)
    let threshold = ThresholdRule.cost(falseNegative: 4, falsePositive: 1).threshold(by: rows)
    #expect(abs(threshold - 0.2) < 0.03)
  }
}
