import Foundation
import RandomNumbers
import Testing

@Suite struct NormalDistributionTests {
  private static let draws: [Double] = {
    var generator = SeededGenerator(seed: 1, stream: .initialisation)
    return (0..<1_000_000).map { _ in generator.normal() }
  }()

  @Test(
    "the moments are those of the standard normal distribution",
    arguments: [(1, 0.0), (2, 1), (3, 0), (4, 3), (5, 0), (6, 15)])
  func moments(_ order: Int, _ expected: Double) {
    let count = Double(Self.draws.count)
    let moment = Self.draws.reduce(0) { $0 + pow($1, Double(order)) } / count
    // E z²ᵏ = (2k − 1)!!, so this is the standard deviation of the mean of zᵏ.
    let doubled = stride(from: 1, through: 2 * order - 1, by: 2).reduce(1.0) { $0 * Double($1) }
    let deviation = ((doubled - expected * expected) / count).squareRoot()
    #expect(abs(moment - expected) < 5 * deviation)
  }

  @Test("as many draws lie below each value as the error function says")
  func distribution() {
    let sorted = Self.draws.sorted()
    let count = Double(sorted.count)
    let distance = sorted.enumerated().reduce(0.0) { largest, draw in
      let below = erfc(-draw.element / 2.0.squareRoot()) / 2
      return max(
        largest, abs(below - Double(draw.offset) / count),
        abs(below - Double(draw.offset + 1) / count))
    }
    // Kolmogorov and Smirnov: √n D exceeds 2.5 with a probability below 10⁻⁵.
    #expect(distance * count.squareRoot() < 2.5)
  }

  @Test("one draw does not tell the next")
  func independence() {
    let count = Double(Self.draws.count - 1)
    let pairs = zip(Self.draws, Self.draws.dropFirst())
    for power in [1.0, 2] {
      let mean = power == 1 ? 0.0 : 1
      let product = pairs.reduce(0) { $0 + (pow($1.0, power) - mean) * (pow($1.1, power) - mean) }
      // The variance of z is 1, of z² 2.
      #expect(abs(product / count) < 5 * power / count.squareRoot())
    }
  }

  @Test("every draw is finite")
  func finite() {
    #expect(Self.draws.allSatisfy { $0.isFinite })
  }
}
