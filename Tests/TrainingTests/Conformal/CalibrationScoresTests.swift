import Foundation
import RandomNumbers
import Testing
import Training

struct CalibrationScoresTests {
  /// Scores that are different numbers of single precision: 1, 2, …, n in some order.
  private static func ranks(_ count: Int) -> CalibrationScores {
    CalibrationScores((0..<count).map { Double((7 * $0 + 3) % count + 1) })
  }

  /// ⌈(n + 1) p⌉ with p in thousandths, by whole numbers.
  private static func rank(_ count: Int, _ thousandths: Int) -> Int {
    ((count + 1) * thousandths + 999) / 1000
  }

  @Test(
    "a threshold is the next number above the score of the rank that a plain count gives",
    arguments: [1, 2, 3, 9, 10, 19, 20, 99, 100, 199, 389, 398])
  func upper(count: Int) throws {
    // 7 and n have no factor in common, or all scores would not be there.
    try #require(count % 7 != 0)
    let scores = Self.ranks(count)
    for thousandths in 1...999 {
      let level = try CoverageLevel(Double(thousandths) / 1000)
      let rank = Self.rank(count, thousandths)
      let found = scores.thresholds(at: level, tails: .upper)
      #expect(found.low == -.infinity)
      #expect(
        found.high == (rank > count ? .infinity : Double(Float(rank).nextUp)),
        "\(thousandths) thousandths")
    }
  }

  @Test(
    "with both tails half of what is left out is below, and as much above",
    arguments: [
      1, 2, 19, 38, 39, 40, 100, 199, 396,
    ])
  func both(count: Int) throws {
    let scores = Self.ranks(count)
    for thousandths in stride(from: 2, to: 1000, by: 2) {
      let level = try CoverageLevel(Double(thousandths) / 1000)
      let upper = Self.rank(count, 500 + thousandths / 2)
      let found = scores.thresholds(at: level, tails: .both)
      guard upper <= count else {
        #expect(found.low == -.infinity && found.high == .infinity)
        continue
      }
      #expect(found.high == Double(Float(upper).nextUp), "\(thousandths) thousandths")
      #expect(found.low == Double(Float(count + 1 - upper).nextDown))
    }
  }

  @Test(
    "so many rows are needed that thresholds are finite, and no more",
    arguments: [
      0.5, 0.8, 0.9, 0.95, 0.99, 0.999,
    ])
  func leastRows(value: Double) throws {
    let level = try CoverageLevel(value)
    for tails in [ConformityScore.Tails.upper, .both] {
      let needed = Int(CalibrationScores.leastRows(at: level, tails: tails))
      let first = (0...3000).first { count in
        CalibrationScores(Array(repeating: 1, count: count)).thresholds(at: level, tails: tails)
          .isBounded(tails)
      }
      #expect(first == needed)
    }
  }

  @Test("without rows nothing is left out, and a score that is no number is no calibration")
  func nothing() throws {
    for scores in [CalibrationScores([]), CalibrationScores([1, .nan, 2])] {
      #expect(scores.rowCount == 0)
      let found = scores.thresholds(at: try CoverageLevel(0.01), tails: .both)
      #expect(found.low == -.infinity && found.high == .infinity)
    }
  }

  @Test("scores beyond single precision are kept as its greatest")
  func huge() {
    let most = Float.greatestFiniteMagnitude
    let scores = CalibrationScores([1e300, -1e300, .infinity, 0])
    #expect(scores.kept == [-most, 0, most, most])
  }

  @Test(
    "the ranks kept of many are few, the same from both ends, and at most a hundredth apart",
    arguments: [1, 2, 3, 4, 400, 402, 403, 1000, 33_579, 50_001, 1_000_000, 123_456_789])
  func keptRanks(count: Int) {
    let ranks = CalibrationScores.keptRanks(of: count)
    #expect(ranks.first == 1 && ranks.last == count)
    #expect(ranks.reversed().map { count + 1 - $0 } == ranks)
    #expect(zip(ranks, ranks.dropFirst()).allSatisfy(<))
    if count <= 402 { #expect(ranks == Array(1...count)) }
    if count <= 1_000_000 { #expect(ranks.count <= 2050) }
    for (rank, next) in zip(ranks, ranks.dropFirst()) where next > rank + 1 {
      let fromEnd = min(rank, count + 1 - next)
      #expect(100 * (next - rank) <= fromEnd + 1, "\(rank), \(next)")
    }
  }

  @Test("of many scores thresholds lie as far out as those of all, or a little further")
  func thinned() throws {
    let count = 20_011
    let scores = Self.ranks(count)
    #expect(scores.kept.count < 1300)
    for thousandths in stride(from: 2, to: 1000, by: 2) {
      let level = try CoverageLevel(Double(thousandths) / 1000)
      let found = scores.thresholds(at: level, tails: .upper)
      let rank = Self.rank(count, thousandths)
      // Of the part that is left out no more than 1 % is lost, from whichever end it is nearer.
      let slack = Double(min(rank, count + 1 - rank)) / 100 + 2
      #expect(found.high >= Double(rank) && found.high <= Double(rank) + slack)
      let two = scores.thresholds(at: level, tails: .both)
      let upper = Self.rank(count, 500 + thousandths / 2)
      let lost = Double(count + 1 - upper) / 100 + 2
      #expect(two.high >= Double(upper) && two.high <= Double(upper) + lost)
      #expect(two.low <= Double(count + 1 - upper))
      #expect(two.low >= Double(count + 1 - upper) - lost)
    }
  }

  /// The probability that n draws of a share x below hold k or more below, which is that of a
  /// Beta(k, n + 1 − k) variable to be at most x.
  private static func betaBelow(_ x: Double, k: Int, n: Int) -> Double {
    guard x > 0, x < 1 else { return x <= 0 ? 0 : 1 }
    var (logChoices, sum) = (0.0, 0.0)
    for j in 0...n {
      if j >= k { sum += exp(logChoices + Double(j) * log(x) + Double(n - j) * log(1 - x)) }
      logChoices += log(Double(n - j) / Double(j + 1))
    }
    return sum
  }

  @Test(
    "over many calibration sets the coverage is distributed as the theory says",
    arguments: [(99, 0.9), (199, 0.95), (57, 0.5), (30, 0.8)],
    [ConformityScore.Tails.upper, .both])
  func coverage(setting: (n: Int, level: Double), tails: ConformityScore.Tails) throws {
    let (n, value) = setting
    let level = try CoverageLevel(value)
    var generator = SeededGenerator(seed: UInt64(n), stream: .split)
    // Of scores that are uniform on 0...1 a set's coverage is the distance of its thresholds.
    let coverages = (0..<1000).map { _ -> Double in
      let scores = CalibrationScores((0..<n).map { _ in generator.uniform() })
      let found = scores.thresholds(at: level, tails: tails)
      return min(found.high, 1) - max(found.low, 0)
    }.sorted()
    let upper = Self.rank(n, Int(1000 * (tails == .both ? (1 + value) / 2 : value)))
    // Of both tails it is the distance of two order statistics, 2 upper − n − 1 ranks apart.
    let k = tails == .both ? 2 * upper - n - 1 : upper
    let expected = Double(k) / Double(n + 1)
    #expect(expected >= value)
    let mean = coverages.reduce(0, +) / 1000
    let variance = expected * (1 - expected) / Double(n + 2)
    #expect(abs(mean - expected) < 4 * (variance / 1000).squareRoot(), "\(mean), \(expected)")
    // Kolmogorov and Smirnov's distance is beyond this in one sample of a thousand.
    let distance =
      coverages.enumerated().map { index, coverage in
        let theory = Self.betaBelow(coverage, k: k, n: n)
        return max(abs(theory - Double(index) / 1000), abs(theory - Double(index + 1) / 1000))
      }.max() ?? 1
    #expect(distance < 1.95 / 1000.0.squareRoot(), "\(distance)")
  }
}
