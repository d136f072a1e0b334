import Datasets
import Testing
import Training

@Suite struct FeaturePermutationsTests {
  private func features(_ names: String...) throws -> [PermutedFeature] {
    try Schema(
      features: names.map {
        Feature(
          name: $0,
          encoding: .numeric(Standardisation(mean: 0, deviation: 1, indicatesMissing: false)))
      }, labels: []
    ).permutedFeatures(dates: [])
  }

  @Test("an order has each row once, and is another one for each seed, feature and repeat")
  func orders() throws {
    let features = try features("a", "b", "c")
    var orders: [[Int32]] = []
    for seed in 0..<3 {
      for feature in features {
        for number in 0..<4 {
          orders.append(
            FeaturePermutations(seed: UInt64(seed)).order(of: feature, repeat: number, rows: 50))
        }
      }
    }
    #expect(orders.allSatisfy { $0.sorted() == Array(0..<50) })
    #expect(Set(orders).count == orders.count)
  }

  @Test("it depends on the feature's name alone, whatever other features there are")
  func alone() throws {
    let permutations = FeaturePermutations(seed: 7)
    let orders = try [features("x", "y"), features("z", "y", "w")].map {
      permutations.order(of: $0[1], repeat: 2, rows: 20)
    }
    #expect(orders[0] == orders[1])
  }

  @Test("each row is as likely to read each other one")
  func uniform() throws {
    let (feature, rows, repeats) = (try features("x")[0], 6, 6_000)
    var counts = Array(repeating: Array(repeating: 0, count: rows), count: rows)
    for number in 0..<repeats {
      let order = FeaturePermutations(seed: 1).order(of: feature, repeat: number, rows: rows)
      for (row, source) in order.enumerated() { counts[row][Int(source)] += 1 }
    }
    // χ² of 25 degrees of freedom: 52.6 is exceeded once in a thousand times.
    let expected = Double(repeats) / Double(rows)
    let chi = counts.joined().reduce(0.0) { sum, count in
      sum + (Double(count) - expected) * (Double(count) - expected) / expected
    }
    #expect(chi < 52.6)
  }
}
