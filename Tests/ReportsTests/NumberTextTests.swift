import Reports
import Testing
import Training

struct NumberTextTests {
  @Test(
    "a number has five significant digits, and a dash where it is undefined",
    arguments: [
      (0, "0"), (1, "1"), (-0.5, "-0.5"), (123_456, "1.2346e+05"), (12_345.6, "12346"),
      (0.000_012_345_6, "1.2346e-05"), (2.0 / 3, "0.66667"), (.nan, "–"), (.infinity, "inf"),
      (-.infinity, "-inf"),
    ] as [(Double, String)])
  func short(number: Double, text: String) {
    #expect(number.short == text)
  }

  @Test("no number at all is a dash")
  func none() {
    #expect(Double?.none.short == "–")
    #expect(Double?.some(1.5).short == "1.5")
  }

  @Test(
    "a figure has as many decimals as asked for, a power of ten where it is long, and no sign at zero",
    arguments: [
      (0.666_66, "0.67", "+0.67"), (-1.5, "-1.50", "-1.50"), (-0.001, "0.00", "0.00"),
      (0.004, "0.00", "0.00"), (99_999, "99999.00", "+99999.00"),
      (123_456, "1.23e+05", "+1.23e+05"),
      (-9.043e33, "-9.04e+33", "-9.04e+33"), (.nan, "–", "–"), (-.infinity, "-inf", "-inf"),
    ] as [(Double, String, String)])
  func fixed(number: Double, plain: String, signed: String) {
    #expect(number.fixed(2) == plain)
    #expect(number.signed == signed)
  }

  @Test("three digits are enough for seconds")
  func brief() {
    #expect(Double?.some(1.4449).brief == "1.44")
    #expect(Double?.some(0.067_84).brief == "0.0678")
    #expect(Double?.none.brief == "–")
  }

  @Test(
    "a figure with an interval has decimals to a quarter of its width, and all three the same",
    arguments: [
      (0.612_34, 0.581_2, 0.642_9, "0.61 (0.58 to 0.64)"),
      (0.612_34, 0.606_1, 0.618_2, "0.612 (0.606 to 0.618)"),
      (3366.8, 3301.2, 3421.7, "3367 (3301 to 3422)"),
      (-0.001, -0.05, 0.03, "0.00 (-0.05 to 0.03)"),
      (1, 1, 1, "1 (1 to 1)"), (0.5, 0, 1, "0.5 (0.0 to 1.0)"),
      (2.5e7, 2.4e7, 2.6e7, "2.5e+07 (2.4e+07 to 2.6e+07)"),
      (1.25e-7, 1.2e-7, 1.3e-7, "1.25e-07 (1.2e-07 to 1.3e-07)"),
    ] as [(Double, Double, Double, String)])
  func within(number: Double, low: Double, high: Double, text: String) {
    #expect(Double?.some(number).short(within: Interval(low: low, high: high)) == text)
  }

  @Test("a figure without an interval is as short as any")
  func withinNothing() {
    #expect(Double?.some(0.666_666).short(within: nil) == "0.66667")
    #expect(Double?.none.short(within: Interval(low: 0, high: 1)) == "–")
  }

  @Test(
    "a small share is told from none",
    arguments: [
      (0, "0.0 %"), (1, "100.0 %"), (0.265, "26.5 %"), (0.01, "1.0 %"), (0.003_24, "0.32 %"),
      (0.000_021, "0.0021 %"), (-0.25, "-25.0 %"), (-0.003_24, "-0.32 %"),
    ] as [(Double, String)])
  func percentage(share: Double, text: String) {
    #expect(share.percentage == text)
  }

  @Test(
    "digits are grouped by three",
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (-100, "-100"),
      (123_456_789, "123,456,789"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(number: Int, text: String) {
    #expect(number.grouped == text)
  }
}
