import Reports
import Testing

struct DurationTextTests {
  @Test(
    "seconds in the unit that suits them, with two digits or all of a whole number",
    arguments: [
      (0.0, "0.0 ms"), (0.0004, "0.4 ms"), (0.0123, "12 ms"), (0.509, "509 ms"), (1, "1.0 s"),
      (9.94, "9.9 s"), (12.4, "12 s"), (59, "59 s"), (60, "1.0 minutes"), (90, "1.5 minutes"),
      (3600, "1.0 hours"), (100_000, "1.2 days"), (864_000_000, "10,000 days"),
    ])
  func text(seconds: Double, text: String) {
    #expect(seconds.asDuration == text)
  }
}
