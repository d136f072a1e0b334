import Charts
import Testing

@Suite struct AxisRangeTests {
  private let linear = Axis("")
  private let log = Axis("", scale: .log)

  @Test("a margin is added on both sides, and none beyond what is included")
  func margins() {
    #expect(AxisRange.of([2, 12], on: linear, margin: 0.1) == 1...13)
    let fromZero = Axis("", scale: .linear(including: 0))
    #expect(AxisRange.of([2, 10], on: fromZero, margin: 0.1) == 0...11)
    #expect(AxisRange.of([-10, -2], on: fromZero, margin: 0.1) == -11...0)
  }

  @Test("a logarithmic axis shows the positive values")
  func positive() {
    let range = AxisRange.of([-5, 0, 0.1, 10], on: log, margin: 0)
    #expect(abs(range.lowerBound - 0.1) < 1e-12 && abs(range.upperBound - 10) < 1e-12)
  }

  @Test(
    "whatever the values, there is a range of some extent around those that can be shown",
    arguments: [
      [], [0], [5], [-5], [3, 3, 3], [.nan, .infinity], [1e-300, 1e300], [-1e308, 1e308],
      [1, 1.000000000000001], [.leastNonzeroMagnitude],
      [.leastNonzeroMagnitude, .leastNormalMagnitude / 2], [-1, 1],
    ] as [[Double]])
  func degenerate(values: [Double]) {
    for axis in [linear, log, Axis("", scale: .linear(including: 0))] {
      let range = AxisRange.of(values, on: axis)
      #expect(range.lowerBound < range.upperBound)
      #expect((range.upperBound - range.lowerBound).isFinite)
      #expect(axis.ticks(in: range, atMost: 7).count > 1, "\(range)")
      for value in values where abs(value) < 1e300 && abs(value) > 1e-290 {
        let isShown = axis.scale != .log || value > 0
        #expect(range.contains(value) || !isShown, "\(value) in \(range)")
      }
    }
  }
}
