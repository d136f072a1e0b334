import RandomNumbers
import Training

/// Rows of made predictions, of which some have no label and some share their score.
enum DrawnRows {
  /// A binary label whose positive class is drawn with a probability above the one predicted.
  static func binary(_ count: Int, seed: UInt64, weighted: Bool = false) -> ScoredRows {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let probabilities = (0..<count).map { row in
      // Every fourth is a whole number of hundredths, of which many are the same.
      let drawn = generator.uniform() * generator.uniform()
      return row % 4 == 0 ? (drawn * 100).rounded() / 100 : drawn
    }
    return ScoredRows(
      predictions: probabilities,
      labels: probabilities.map { probability in
        guard generator.uniform() < 0.9 else { return .nan }
        return generator.uniform() < probability.squareRoot() ? 1 : 0
      }, weights: weights(count, weighted, using: &generator))
  }

  /// Labels of several classes, of which the first ones are more frequent.
  static func classes(
    _ count: Int, of classCount: Int, seed: UInt64, weighted: Bool = false
  ) -> ScoredRows {
    var generator = SeededGenerator(seed: seed, stream: .split)
    var predictions: [Double] = []
    var labels: [Double] = []
    for _ in 0..<count {
      let label = Int(Double(classCount) * generator.uniform() * generator.uniform())
      var scores = (0..<classCount).map { _ in generator.uniform() }
      scores[label] += 0.6
      let sum = scores.reduce(0, +)
      predictions += scores.map { $0 / sum }
      labels.append(generator.uniform() < 0.9 ? Double(label) : .nan)
    }
    return ScoredRows(
      predictions: predictions, labels: labels, outputCount: classCount,
      weights: weights(count, weighted, using: &generator))
  }

  /// Numbers and predictions that lie around them.
  static func numbers(_ count: Int, seed: UInt64, weighted: Bool = false) -> ScoredRows {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let labels = (0..<count).map { _ in 3 * generator.normal() + 10 }
    return ScoredRows(
      predictions: labels.map { 0.8 * $0 + generator.normal() + 2.5 },
      labels: labels.map { generator.uniform() < 0.9 ? $0 : .nan },
      weights: weights(count, weighted, using: &generator))
  }

  private static func weights(
    _ count: Int, _ areThere: Bool, using generator: inout SeededGenerator
  ) -> [Float]? {
    areThere ? (0..<count).map { _ in Float(Int(4 * generator.uniform())) / 2 } : nil
  }
}
