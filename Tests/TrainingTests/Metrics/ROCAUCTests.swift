import Foundation
import RandomNumbers
import Testing
import Training

@Suite struct ROCAUCTests {
  /// The definition itself: each pair of a positive and a negative row, by weight.
  private func byPairs(_ scores: [Double], _ labels: [Double], _ weights: [Float]) -> Double {
    var (won, all) = (0.0, 0.0)
    for i in scores.indices where labels[i] == 1 {
      for j in scores.indices where labels[j] == 0 {
        let pair = Double(weights[i]) * Double(weights[j])
        all += pair
        won += scores[i] > scores[j] ? pair : scores[i] == scores[j] ? pair / 2 : 0
      }
    }
    return won / all
  }

  private func sample(seed: UInt64) -> (scores: [Double], labels: [Double], weights: [Float]) {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let count = 60
    return (
      (0..<count).map { _ in Double(Int.random(in: 1...15, using: &generator)) / 16 },
      (0..<count).map { $0 < 2 ? Double($0) : Double(Int.random(in: 0...1, using: &generator)) },
      (0..<count).map { _ in Float.random(in: 0.1...3, using: &generator) }
    )
  }

  @Test("three of four pairs in order give 0.75")
  func byHand() {
    let rows = ScoredRows(predictions: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1])
    #expect(Metric.rocAUC(rows) == 0.75)
  }

  @Test("equal scores tell nothing: one half")
  func allTied() {
    let rows = ScoredRows(predictions: [0.3, 0.3, 0.3], labels: [0, 1, 1])
    #expect(Metric.rocAUC(rows) == 0.5)
  }

  @Test("it is the share of pairs in order, ties and weights included", arguments: UInt64(0)..<20)
  func pairs(_ seed: UInt64) throws {
    let (scores, labels, weights) = sample(seed: seed)
    let area = try #require(
      Metric.rocAUC(ScoredRows(predictions: scores, labels: labels, weights: weights)))
    #expect(abs(area - byPairs(scores, labels, weights)) < 1e-12)
  }

  @Test("a strictly increasing map of the scores changes nothing, turning them gives 1 − AUC")
  func monotone() throws {
    let (scores, labels, weights) = sample(seed: 99)
    func area(_ map: (Double) -> Double) throws -> Double {
      try #require(
        Metric.rocAUC(ScoredRows(predictions: scores.map(map), labels: labels, weights: weights)))
    }
    let plain = try area { $0 }
    #expect(try area { $0 * $0 } == plain)
    #expect(try area { exp(3 * $0) - 7 } == plain)
    #expect(abs(try area { -$0 } - (1 - plain)) < 1e-12)
  }

  @Test("with one class only there is no curve")
  func oneClass() {
    #expect(Metric.rocAUC(ScoredRows(predictions: [0.1, 0.9], labels: [1, 1])) == nil)
    #expect(Metric.rocAUC(ScoredRows(predictions: [0.1, 0.9], labels: [0, .nan])) == nil)
    let weightless = ScoredRows(predictions: [0.1, 0.9], labels: [0, 1], weights: [1, 0])
    #expect(Metric.rocAUC(weightless) == nil)
  }
}
