import Foundation
import Losses
import Statistics
import Testing

struct LabelAccumulatorTests {
  private func numbers(_ seed: Int, count: Int = 500) -> [Double] {
    (0..<count).map { row in
      (row + seed) % 7 == 0 ? .nan : Double(Float(1e4 + sin(Double(seed * 977 + row * row)) * 3))
    }
  }

  @Test("chunks in any cut, accumulated apart and merged, give the same")
  func chunks() {
    for seed in 1...200 {
      let cells = numbers(seed)
      var whole = LabelAccumulator()
      whole.add(numbers: cells)
      let cut = 1 + (seed * 37) % 499
      var first = LabelAccumulator()
      var second = LabelAccumulator()
      for cell in cells[..<cut] { first.add(numbers: [cell]) }
      second.add(numbers: cells[cut...])
      first.merge(second)
      #expect(first.rows == 500 && first.missing == whole.missing)
      #expect(abs(first.moments.mean / whole.moments.mean - 1) < 1e-12, "seed \(seed)")
      #expect(abs(first.moments.variance / whole.moments.variance - 1) < 1e-12, "seed \(seed)")
      #expect(first.values.distribution == whole.values.distribution, "seed \(seed)")
      #expect(first.minimum == whole.minimum && first.maximum == whole.maximum)
    }
  }

  @Test("a variance far smaller than the mean keeps its digits")
  func smallVariance() {
    var accumulator = LabelAccumulator()
    // 2²³ and 2²³ + 1 in equal number: variance ¼.
    accumulator.add(numbers: (0..<10_000).map { Double(1 << 23) + Double($0 % 2) })
    #expect(abs(accumulator.moments.variance - 0.25) < 1e-13)
    #expect(accumulator.moments.mean == Double(1 << 23) + 0.5)
  }

  @Test("whole weights are as good as repeated rows")
  func weights() {
    for seed in 1...200 {
      let cells = numbers(seed, count: 60)
      let weights = cells.indices.map { Float(($0 * seed) % 4) }
      var weighted = LabelAccumulator()
      weighted.add(numbers: cells, weights: weights)
      var repeated = LabelAccumulator()
      for (cell, weight) in zip(cells, weights) {
        repeated.add(numbers: Array(repeating: cell, count: Int(weight)))
      }
      #expect(abs(weighted.moments.mean - repeated.moments.mean) < 1e-8, "seed \(seed)")
      #expect(abs(weighted.moments.variance - repeated.moments.variance) < 1e-9, "seed \(seed)")
      #expect(weighted.values.distribution == repeated.values.distribution, "seed \(seed)")
    }
  }

  @Test("class codes are counted with and without weights, and merged")
  func codes() {
    var first = LabelAccumulator()
    first.add(codes: [0, 2, -1, 2])
    var second = LabelAccumulator()
    second.add(codes: [3, 0], weights: [0.5, 2])
    first.merge(second)
    #expect(first.classRows == [2, 0, 2, 1])
    #expect(first.classWeights == [3, 0, 2, 0.5])
    #expect(first.rows == 6 && first.missing == 1)
  }

  @Test("beyond the capacity a quantile's rank is off by no more than the stated bound")
  func rankError() {
    // A permutation of 0 ..< 65536, of which 256 are kept: 9 levels of 2/256 each.
    let count = 65_536
    let cells = (0..<count).map { Double(($0 * 40_503) % count) }
    var whole = LabelAccumulator(capacity: 256)
    whole.add(numbers: cells[..<20_000])
    var rest = LabelAccumulator(capacity: 256)
    rest.add(numbers: cells[20_000...])
    whole.merge(rest)
    #expect(!whole.values.isExact)
    let distribution = whole.values.distribution
    #expect(distribution.totalWeight == Double(count))
    for level in [0.05, 0.25, 0.5, 0.75, 0.95] {
      let rank = distribution.quantile(level) / Double(count)
      #expect(abs(rank - level) < 10 * 2.0 / 256, "level \(level)")
      #expect(abs(rank - level) < 0.02, "level \(level)")
    }
  }

  @Test("what was kept goes on to the same bits, wherever the stream was cut")
  func kept() throws {
    // Beyond the capacity, so that there are summaries of several levels, with one missing.
    let cells = numbers(5, count: 3000)
    for cut in [0, 1, 130, 1000, 1999] {
      var whole = LabelAccumulator(capacity: 64)
      whole.add(numbers: cells[..<cut])
      let encoder = PropertyListEncoder()
      encoder.outputFormat = .binary
      var kept = try PropertyListDecoder().decode(
        LabelAccumulator.self, from: try encoder.encode(whole))
      #expect(kept.minimum == whole.minimum && kept.labelled == whole.labelled)
      whole.add(numbers: cells[cut...])
      kept.add(numbers: cells[cut...])
      #expect(!whole.values.isExact)
      #expect(kept.values.distribution == whole.values.distribution, "cut at \(cut)")
      #expect(kept.moments.mean == whole.moments.mean && kept.rows == whole.rows)
    }
  }

  @Test("numbers that were cut short are refused")
  func damaged() throws {
    let packed = try JSONEncoder().encode(WeightedValues([1, 2, 3]))
    #expect(
      try JSONDecoder().decode(WeightedValues.self, from: packed) == WeightedValues([1, 2, 3]))
    let text = String(decoding: packed, as: UTF8.self)
    // Base64 of 24 bytes has 32 characters; of 21 it has 28.
    let weights = try #require(text.firstRange(of: "\"weights\":\""))
    var short = text
    short.removeSubrange(
      weights.upperBound..<text.index(weights.upperBound, offsetBy: 4))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(WeightedValues.self, from: Data(short.utf8))
    }
    short = text
    // Two numbers in place of three.
    short.replaceSubrange(
      weights.upperBound..<text.index(weights.upperBound, offsetBy: 32),
      with: Data(count: 16).base64EncodedString())
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(WeightedValues.self, from: Data(short.utf8))
    }
  }
}
