import Charts
import Foundation
import RandomNumbers
import Testing

@Suite struct TicksTests {
  @Test(
    "linear ticks of ranges whose ticks are plain to see",
    arguments: [
      (0.0...1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
      (0...0.6, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
      (1...60, [10, 20, 30, 40, 50, 60]),
      (-3.5...3.5, [-3, -2, -1, 0, 1, 2, 3]),
      (0.13...0.14, [0.13, 0.132, 0.134, 0.136, 0.138, 0.14]),
      (0...7e6, [0, 1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 7e6]),
      (-1e300...1e300, [-1e300, -5e299, 0, 5e299, 1e300]),
    ])
  func linear(range: ClosedRange<Double>, ticks: [Double]) {
    #expect(Ticks.linear(range, atMost: max(7, ticks.count)) == ticks)
  }

  @Test("whole numbers only, where only these are asked for")
  func integers() {
    #expect(Ticks.linear(0.6...2.4, atMost: 7, leastStep: 1) == [1, 2])
    #expect(Ticks.linear(1...4, atMost: 7, leastStep: 1) == [1, 2, 3, 4])
    #expect(Ticks.linear(0...9, atMost: 5, leastStep: 1) == [0, 2, 4, 6, 8])
  }

  @Test(
    "logarithmic ticks: powers of ten, sparser if many, with 2 and 5 if few, linear if fewer",
    arguments: [
      (0.01...100, [0.01, 0.1, 1, 10, 100]),
      (0.9...55, [1, 2, 5, 10, 20, 50]),
      (1e-10...1, [1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1]),
      (0.55...0.95, [0.6, 0.7, 0.8, 0.9]),
      (1e-300...1e300, [1e-300, 1e-200, 1e-100, 1, 1e100, 1e200, 1e300]),
    ])
  func logarithmic(range: ClosedRange<Double>, ticks: [Double]) {
    #expect(Ticks.logarithmic(range, atMost: 7) == ticks)
  }

  @Test("a range without extent or beyond all numbers has no ticks")
  func nothing() {
    #expect(Ticks.linear(1...1, atMost: 7).isEmpty)
    #expect(Ticks.linear(0...1, atMost: 0).isEmpty)
    #expect(Ticks.linear(0...Double.infinity, atMost: 7).isEmpty)
    #expect(Ticks.logarithmic(-1...1, atMost: 7).isEmpty)
    #expect(Ticks.logarithmic(0...1, atMost: 7).isEmpty)
  }

  @Test(
    "ticks of any linear range are in it, in order, few but not too few, and a round step apart")
  func anyLinear() {
    var generator = SeededGenerator(seed: 5, stream: .initialisation)
    for _ in 0..<2000 {
      let magnitude = pow(10, Double.random(in: -200...200, using: &generator))
      let low = Double.random(in: -1...1, using: &generator) * magnitude
      let span = pow(10, Double.random(in: -4...1, using: &generator)) * magnitude
      let limit = Int.random(in: 1...9, using: &generator)
      let ticks = Ticks.linear(low...low + span, atMost: limit)
      #expect(ticks.count <= limit)
      // One step less is at most 2.5 times as fine and would have had too many.
      #expect(Double(ticks.count) > Double(limit) / 2.5 - 1)
      #expect(ticks.allSatisfy((low...low + span).contains))
      #expect(isRound(ticks), "\(ticks)")
    }
  }

  @Test("ticks of any logarithmic range are in it, in order and few")
  func anyLogarithmic() {
    var generator = SeededGenerator(seed: 6, stream: .initialisation)
    for _ in 0..<2000 {
      let low = Double.random(in: -250...200, using: &generator)
      let decades = pow(10, Double.random(in: -2...2, using: &generator))
      let range = pow(10, low)...pow(10, low + decades)
      let ticks = Ticks.logarithmic(range, atMost: 7)
      #expect((2...7).contains(ticks.count), "\(range) \(ticks)")
      #expect(ticks.allSatisfy(range.contains))
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy(<))
    }
  }

  /// Whether ticks rise by 1, 2 or 5 times a power of ten and are multiples of it.
  private func isRound(_ ticks: [Double]) -> Bool {
    let steps = zip(ticks, ticks.dropFirst()).map { $1 - $0 }
    guard let step = steps.first else { return true }
    guard step > 0 else { return false }
    let digit = step / pow(10, floor(log10(step) + 1e-9))
    return [1, 2, 5].contains { abs($0 - digit) < 1e-6 }
      && steps.allSatisfy { abs($0 / step - 1) < 1e-6 }
      && ticks.allSatisfy { abs(($0 / step).rounded() - $0 / step) < 1e-6 }
  }
}
