import Foundation
import Losses
import Statistics
import Testing

/// What holds for the constants of any labels.
struct LossConstantsTests {
  /// Labels that repeat often enough to have ties.
  private func labels(_ seed: Int) -> [Double] {
    (0..<(2 + seed % 40)).map { row in
      (sin(Double(seed * 131 + row * row * 17)) * 8).rounded() / 2 + Double(seed % 5)
    }
  }

  private func losses(
    _ seed: Int
  ) -> [(name: String, constants: LossConstants, loss: (Double, Double) -> Double)] {
    let values = labels(seed)
    let positive = values.map { abs($0) + 0.5 }
    let all = WeightedValues(values)
    let counts = WeightedValues(positive)
    func huber(_ y: Double, _ c: Double) -> Double {
      abs(y - c) <= 1.5 ? (y - c) * (y - c) / 2 : 1.5 * (abs(y - c) - 0.75)
    }
    return [
      ("squared", .squaredError(Moments(values)), { ($0 - $1) * ($0 - $1) }),
      ("absolute", .absoluteError(all), { abs($0 - $1) }),
      ("huber", .huber(all, delta: 1.5), huber),
      ("pinball", .pinball(all, level: 0.2), { $0 > $1 ? 0.2 * ($0 - $1) : 0.8 * ($1 - $0) }),
      ("poisson", .poissonDeviance(counts), { 2 * ($0 * log($0 / $1) - ($0 - $1)) }),
      ("gamma", .gammaDeviance(counts), { 2 * (($0 - $1) / $1 - log($0 / $1)) }),
    ]
  }

  @Test("the prior loss is the least over a grid of constants, and not above the initial one")
  func gridMinimum() {
    for seed in 1...200 {
      for (name, constants, loss) in losses(seed) {
        let deviance = name == "poisson" || name == "gamma"
        let values = deviance ? labels(seed).map { abs($0) + 0.5 } : labels(seed)
        func mean(_ c: Double) -> Double {
          values.reduce(0) { $0 + loss($1, c) } / Double(values.count)
        }
        let grid = (deviance ? 1...400 : -400...400).map { mean(Double($0) / 20) }
        let least = grid.min() ?? .nan
        #expect(constants.prior <= least + 1e-12, "\(name), seed \(seed)")
        let atOutput = mean(constants.priorOutput[0])
        #expect(abs(constants.prior - atOutput) < 1e-10, "\(name), seed \(seed)")
        let initial = mean(deviance ? 1 : 0)
        #expect(abs(constants.initial - initial) < 1e-10 * (1 + initial), "\(name), seed \(seed)")
        #expect(constants.prior <= constants.initial + 1e-12, "\(name), seed \(seed)")
      }
    }
  }

  @Test("the entropy of classes is at most log K, reached by uniform ones")
  func classes() {
    for seed in 1...200 {
      let counts = (0..<(2 + seed % 6)).map { Double(1 + ($0 * 7 + seed * 13) % 29) }
      for constants in [
        LossConstants.crossEntropy(counts: counts), .focal(counts: counts, focus: 2),
        .crossEntropy(counts: counts, smoothing: 0.1),
      ] {
        #expect(constants.prior <= constants.initial * (1 + 1e-12), "\(counts)")
        #expect(abs(constants.priorOutput.reduce(0, +) - 1) < 1e-9, "\(counts)")
      }
      let uniform = LossConstants.crossEntropy(counts: counts.map { _ in 3 })
      #expect(abs(uniform.prior - uniform.initial) < 1e-12, "\(counts.count) classes")
    }
    // γ = 0 is the cross-entropy.
    let focal = LossConstants.focal(counts: [3, 5, 9], focus: 0)
    #expect(abs(focal.prior - LossConstants.crossEntropy(counts: [3, 5, 9]).prior) < 1e-9)
    #expect(LossConstants.hinge(positiveRate: 0.3).prior == 0.6)
  }

  @Test("labels times 2ᵏ have squared constants times exactly 4ᵏ")
  func powersOfTwo() {
    for seed in 1...200 {
      let values = labels(seed).map { Double(Float($0 * 1.1 + 1000)) }
      let raw = LossConstants.squaredError(Moments(values))
      for power in [-10, 3, 10] {
        let factor = pow(2, Double(power))
        let scaled = LossConstants.squaredError(Moments(values.map { $0 * factor }))
        #expect(scaled.prior == raw.prior * factor * factor, "seed \(seed)")
        #expect(scaled.initial == raw.initial * factor * factor, "seed \(seed)")
        #expect(scaled.priorOutput[0] == raw.priorOutput[0] * factor, "seed \(seed)")
      }
    }
  }
}
