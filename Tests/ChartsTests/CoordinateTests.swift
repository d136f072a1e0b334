import Charts
import Testing

@Suite struct CoordinateTests {
  private func coordinate(_ value: Double) -> String? {
    SVGElement("circle").at(["cx": value])["cx"]
  }

  @Test(
    "a place has two decimals at most, none that are zero, and no sign without a digit",
    arguments: [
      (1, "1"), (1.5, "1.5"), (1.256, "1.26"), (-0.05, "-0.05"), (-3.999, "-4"), (-0.001, "0"),
      (0.1 + 0.2, "0.3"), (123.4, "123.4"),
    ])
  func rounding(value: Double, text: String) {
    #expect(coordinate(value) == text)
  }

  @Test("no place is written as anything but digits")
  func bounds() {
    for value in [Double.nan, .infinity, -.infinity, 1e300, .leastNonzeroMagnitude] {
      #expect(coordinate(value)?.wholeMatch(of: /-?[0-9]+/) != nil, "\(value)")
    }
  }
}
