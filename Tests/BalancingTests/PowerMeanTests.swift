import Balancing
import Foundation
import Testing

struct PowerMeanTests {
  static let exponents: [Double] = [
    -.infinity, -1e6, -30, -2, -1, -0.5, -1e-4, -1e-12, 0, 1e-12, 1e-4, 0.5, 1, 1.5, 2, 7, 30, 1e6,
    .infinity,
  ]

  private func mean(_ exponent: Double, _ losses: [Double]) -> (value: Double, weights: [Double]) {
    var weights = losses
    let value = PowerMean(exponent: exponent).replaceByGradient(&weights)
    return (value, weights)
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-10) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
  }

  @Test("the named means are the minimum, harmonic, geometric, arithmetic mean and maximum")
  func namedMeans() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = draw.steps[0]
      let n = Double(losses.count)
      #expect(mean(-.infinity, losses).value == losses.min(), "\(draw)")
      #expect(mean(.infinity, losses).value == losses.max(), "\(draw)")
      #expect(near(mean(-1, losses).value, n / losses.reduce(0) { $0 + 1 / $1 }), "\(draw)")
      #expect(near(mean(0, losses).value, pow(losses.reduce(1, *), 1 / n)), "\(draw)")
      #expect(near(mean(1, losses).value, losses.reduce(0, +) / n), "\(draw)")
      let square = losses.reduce(0) { $0 + $1 * $1 } / n
      #expect(near(mean(2, losses).value, square.squareRoot()), "\(draw)")
    }
  }

  @Test("the mean rises with its exponent and stays between the extremes")
  func monotone() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let values = Self.exponents.map { mean($0, draw.steps[0]).value }
      for (lower, higher) in zip(values, values.dropFirst()) {
        #expect(lower <= higher * (1 + 1e-11), "\(draw)")
      }
    }
  }

  @Test("at γ = ±10⁶ the mean is within log(n)/10⁶ of the extreme")
  func nearlyExtreme() throws {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = draw.steps[0]
      let bound = log(Double(losses.count)) / 1e6 * 1.01 + 1e-14
      let (least, greatest) = (try #require(losses.min()), try #require(losses.max()))
      #expect(abs(mean(1e6, losses).value / greatest - 1) <= bound, "\(draw)")
      #expect(abs(mean(-1e6, losses).value / least - 1) <= bound, "\(draw)")
    }
  }

  @Test("the weights add the losses up to the mean, as Euler's theorem has it")
  func euler() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      for exponent in Self.exponents {
        let (value, weights) = mean(exponent, draw.steps[0])
        let sum = zip(weights, draw.steps[0]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(near(sum, value, 1e-9), "γ = \(exponent), \(draw)")
      }
    }
  }

  @Test("the weights are the numeric gradient of the mean")
  func gradient() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = draw.steps[0]
      for exponent in [-2, -0.5, -1e-4, 0, 1e-12, 0.5, 1, 2, 7] {
        let weights = mean(exponent, losses).weights
        for i in losses.indices {
          let step = 1e-5 * losses[i]
          var (up, down) = (losses, losses)
          up[i] += step
          down[i] -= step
          let slope = (mean(exponent, up).value - mean(exponent, down).value) / (2 * step)
          #expect(abs(slope - weights[i]) < 1e-6 * (1 + weights[i]), "γ = \(exponent), \(draw)")
        }
      }
    }
  }

  @Test("a factor comes out of the mean, and reciprocals turn the exponent's sign")
  func homogeneity() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = draw.steps[0]
      for exponent in Self.exponents {
        let value = mean(exponent, losses).value
        #expect(near(mean(exponent, losses.map { 3 * $0 }).value, 3 * value), "\(draw)")
        #expect(near(mean(-exponent, losses.map { 1 / $0 }).value, 1 / value), "\(draw)")
      }
    }
  }

  @Test("the mean passes through γ = 0 without a jump")
  func continuity() {
    for draw in Draw.seeds.map({ Draw($0) }) {
      let losses = draw.steps[0]
      let centre = mean(0, losses)
      for exponent in [-1e-9, -1e-12, -1e-300, 1e-300, 1e-12, 1e-9] {
        let (value, weights) = mean(exponent, losses)
        #expect(near(value, centre.value, 1e-7), "γ = \(exponent), \(draw)")
        #expect(agree(weights, centre.weights, tolerance: 1e-7), "γ = \(exponent), \(draw)")
      }
    }
  }

  @Test("losses of 10^±300 overflow nowhere")
  func hugeRange() {
    for losses in [
      [1e300, 1e-300], [1e300, 1e300, 1e300, 1e-300], [1e-300, 1e-300], [1e300, 2],
    ] {
      for exponent in Self.exponents {
        let (value, weights) = mean(exponent, losses)
        #expect(value.isFinite && value > 0, "γ = \(exponent), \(losses)")
        #expect(weights.allSatisfy { $0.isFinite && $0 >= 0 }, "γ = \(exponent), \(losses)")
      }
    }
  }

  @Test("equal losses share the weight at every exponent")
  func ties() {
    let thirds = [Double](repeating: 1.0 / 3, count: 3)
    for exponent in Self.exponents {
      let (value, weights) = mean(exponent, [2, 2, 2])
      #expect(near(value, 2, 1e-14), "γ = \(exponent)")
      #expect(agree(weights, thirds, tolerance: 1e-9), "γ = \(exponent)")
    }
    #expect(mean(.infinity, [1, 5, 5]).weights == [0, 0.5, 0.5])
    #expect(mean(-.infinity, [1, 1, 5]).weights == [0.5, 0.5, 0])
  }
}
