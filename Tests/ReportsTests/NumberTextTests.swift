import Reports
import Testing

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
