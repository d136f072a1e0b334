import Testing
import equipoise

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
