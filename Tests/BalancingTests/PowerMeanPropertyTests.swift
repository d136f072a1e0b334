import Balancing
import Foundation
import RandomNumbers
import Testing

/// The generalised mean on losses that a mean of powers as it is written would not survive.
struct PowerMeanPropertyTests {
  private static let finite = PowerMeanTests.exponents.filter(\.isFinite)

  private func mean(_ exponent: Double, _ losses: [Double]) -> (value: Double, weights: [Double]) {
    var weights = losses
    let value = PowerMean(exponent: exponent).replaceByGradient(&weights)
    return (value, weights)
  }

  @Test("losses drawn from 10⁻³⁰⁰ to 10³⁰⁰ overflow nowhere, and the mean is between them")
  func hugeRange() throws {
    for seed in Draw.seeds {
      var generator = SeededGenerator(seed: seed, stream: .balancing)
      let losses = (0..<1 + Int(generator.next() % 8)).map { _ in
        pow(10, 600 * generator.uniform() - 300)
      }
      let (least, greatest) = (try #require(losses.min()), try #require(losses.max()))
      for exponent in PowerMeanTests.exponents {
        let (value, weights) = mean(exponent, losses)
        #expect(value >= least * (1 - 1e-11), "γ = \(exponent), \(losses)")
        #expect(value <= greatest * (1 + 1e-11), "γ = \(exponent), \(losses)")
        #expect(weights.allSatisfy { $0 >= 0 && !$0.isNaN }, "γ = \(exponent), \(losses)")
      }
    }
  }

  @Test("a greater loss weighs more above γ = 1, less below, and alike at 1")
  func order() {
    for draw in Draw.seeds.map({ Draw($0, tasks: 2 + Int($0 % 7)) }) {
      let losses = draw.steps[0].sorted()
      for exponent in Self.finite where abs(exponent) <= 30 {
        let weights = mean(exponent, losses).weights
        for (lower, higher) in zip(weights, weights.dropFirst()) {
          // At 1 ± 0 only.
          if exponent == 1 { #expect(lower == higher, "\(draw)") }
          if exponent > 1 { #expect(lower < higher, "γ = \(exponent), \(draw)") }
          if exponent < 1 { #expect(lower > higher, "γ = \(exponent), \(draw)") }
        }
      }
    }
  }

  @Test("tied extremes share the weight at γ = ±∞, in any number")
  func ties() throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = draw.steps[0]
      let (least, greatest) = (try #require(losses.min()), try #require(losses.max()))
      let copies = 1 + Int(draw.seed % 4)
      for (exponent, extreme) in [(Double.infinity, greatest), (-.infinity, least)] {
        let tied = losses + Array(repeating: extreme, count: copies)
        let count = Double(tied.filter { $0 == extreme }.count)
        let expected = tied.map { $0 == extreme ? 1 / count : 0 }
        #expect(mean(exponent, tied).weights == expected, "\(draw)")
      }
    }
  }

  @Test("the mean is strictly greater for a greater exponent unless all losses are equal")
  func strictness() {
    for draw in Draw.seeds.map({ Draw($0, tasks: 2 + Int($0 % 7)) }) {
      let values = [-30, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 7, 30].map {
        mean($0, draw.steps[0]).value
      }
      for (lower, higher) in zip(values, values.dropFirst()) { #expect(lower < higher, "\(draw)") }
      let equal = draw.names.map { _ in draw.steps[0][0] }
      for exponent in PowerMeanTests.exponents {
        #expect(abs(mean(exponent, equal).value / equal[0] - 1) < 1e-11, "\(draw)")
      }
    }
  }
}
