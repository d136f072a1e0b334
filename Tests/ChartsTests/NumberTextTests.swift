import Charts
import Testing

@Suite struct NumberTextTests {
  private func ticks(_ ticks: [Double], _ style: TickStyle = .number, _ scale: Axis.Scale = .linear)
    -> [String]
  {
    NumberText.ofTicks(ticks, on: Axis("", scale: scale, ticks: style))
  }

  @Test("ticks of one axis have as many decimals as the one that needs most")
  func decimals() {
    #expect(ticks([0, 0.5, 1]) == ["0.0", "0.5", "1.0"])
    #expect(ticks([-20, 0, 20]) == ["−20", "0", "20"])
    #expect(ticks([0.001, 0.0015]) == ["0.0010", "0.0015"])
    #expect(ticks([10, 20], .integer) == ["10", "20"])
  }

  @Test("shares are percentages")
  func percentages() {
    #expect(ticks([-0.05, 0, 0.07], .percent) == ["−5\u{A0}%", "0\u{A0}%", "7\u{A0}%"])
    #expect(ticks([0.28, 0.285], .percent) == ["28.0\u{A0}%", "28.5\u{A0}%"])
    #expect(NumberText.of(0.1234, style: .percent) == "12.3\u{A0}%")
  }

  @Test("very large and very small numbers have exponents")
  func exponents() {
    #expect(ticks([0, 5e299, 1e300]) == ["0", "5e299", "1e300"])
    #expect(ticks([-2.5e-9, 2.5e-9]) == ["−2.5e-9", "2.5e-9"])
    #expect(NumberText.of(-1.25e-30, style: .number) == "−1.25e-30")
    #expect(NumberText.of(1e300, style: .percent) == "1e302\u{A0}%")
  }

  @Test("ticks of a logarithmic axis are each as short as can be")
  func logarithmic() {
    let numbers = ticks([1e-5, 0.01, 0.1, 1, 10, 1e5, 1e6], .number, .log)
    #expect(numbers == ["1e-5", "0.01", "0.1", "1", "10", "100000", "1e6"])
  }

  @Test(
    "a value by itself has three significant digits, or all before the point",
    arguments: [
      (0, "0"), (0.51249, "0.512"), (1.0, "1.00"), (12.345, "12.3"), (123_456, "123456"),
      (-0.5, "−0.500"),
    ])
  func alone(value: Double, text: String) {
    #expect(NumberText.of(value, style: .number) == text)
  }

  @Test("whole numbers of an axis for these have no decimals")
  func whole() {
    #expect(NumberText.of(7, style: .integer) == "7")
  }
}
