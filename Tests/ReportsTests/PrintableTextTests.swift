import Reports
import Testing

struct PrintableTextTests {
  @Test(
    "what a terminal would not show is shown as an escape, all else as it is",
    arguments: [
      ("y temp °F (é, 温度, 👩‍🔬)", "y temp °F (é, 温度, 👩‍🔬)"), ("", ""), ("a\nb\r\tc", "a\\nb\\r\\tc"),
      ("\u{1B}[2J\u{7F}\u{9B}", "\\u{1b}[2J\\u{7f}\\u{9b}"),
      ("a\u{202E}b\u{2028}", "a\\u{202e}b\\u{2028}"),
    ])
  func printable(text: String, expected: String) {
    #expect(text.printable == expected)
  }

  @Test("a name that is too long loses its middle")
  func shortened() {
    #expect("temperature".shortened(to: 11) == "temperature")
    #expect("temperature".shortened(to: 10) == "tempe…ture")
    #expect("temperature".shortened(to: 5) == "te…re")
  }

  @Test("words go on as many lines as they need")
  func wrapped() {
    #expect("one two three four".wrapped(at: 9) == "one two\nthree\nfour")
    #expect("incomprehensible a b".wrapped(at: 4) == "incomprehensible\na b")
    #expect("".wrapped(at: 4) == "")
  }
}
