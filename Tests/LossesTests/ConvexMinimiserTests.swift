import Foundation
import Losses
import RandomNumbers
import Testing

@Suite("The least of a convex sum, by its slopes")
struct ConvexMinimiserTests {
  /// Numbers about `centre`, each with a weight.
  private func distribution(_ seed: UInt64, centre: Double, spread: Double) -> WeightedValues {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let numbers = (0..<41).map { _ in centre + spread * generator.normal() }
    return WeightedValues(numbers, weights: numbers.map { _ in 0.5 + generator.uniform() })
  }

  static let places: [(centre: Double, spread: Double)] = [
    (0, 1), (1e9, 1), (-3e-7, 1e-9), (5, 1e6),
  ]

  @Test("of squared errors it is the mean", arguments: places)
  func mean(place: (centre: Double, spread: Double)) {
    for seed: UInt64 in 1...20 {
      let labels = distribution(seed, centre: place.centre, spread: place.spread)
      let tolerance = 1e-14 * (abs(place.centre) + place.spread)
      for start in [place.centre, place.centre + 1000 * place.spread, labels.values[0]] {
        let found = labels.minimiser(from: start) { 2 * ($0 - $1) }
        #expect(abs(found - labels.mean { $0 }) <= 4 * tolerance, "seed \(seed)")
      }
    }
  }

  @Test("of absolute errors it is the median", arguments: places)
  func median(place: (centre: Double, spread: Double)) {
    for seed: UInt64 in 1...20 {
      let labels = distribution(seed, centre: place.centre, spread: place.spread)
      let found = labels.minimiser(from: labels.mean { $0 }) { $0 > $1 ? 1 : $0 < $1 ? -1 : 0 }
      let tolerance = 1e-14 * (abs(place.centre) + place.spread)
      #expect(abs(found - labels.quantile(0.5)) <= 4 * tolerance, "seed \(seed)")
    }
  }

  @Test("it is found far outside the numbers, and where slopes overflow between")
  func faraway() {
    let labels = WeightedValues([1, 2, 6])
    #expect(abs(labels.minimiser(from: 3) { $0 - $1 - 1e6 } - 1_000_003) < 1e-8)
    // e^η − y has its zero at log 3; the first step from below goes beyond what exp can tell.
    let counts = WeightedValues([0, 3e5, 6e5])
    #expect(abs(counts.minimiser(from: 0) { exp($0) - $1 } - log(3e5)) < 1e-12)
  }

  @Test("a sum that only falls, or only rises, is followed as far as is looked")
  func unbounded() {
    let labels = WeightedValues([1, 2])
    #expect(labels.minimiser(from: 0) { _, _ in -1 } > 1e14)
    #expect(labels.minimiser(from: 0) { _, _ in 1 } < -1e14)
  }
}
