import Charts
import Testing

@Suite struct TextWidthTests {
  /// Advance widths of DejaVu Sans, a wide font, in 2048ths of its size.
  private let advances: [(text: String, width: Double)] = [
    ("0", 1303), ("a", 1255), ("i", 569), ("m", 1995), ("W", 2025), ("_", 1024), (" ", 651),
    ("%", 1946), ("−", 1716), ("e", 1260), ("y", 1212),
  ]

  @Test("a wide font is no wider than estimated, and the estimate not wasteful")
  func wide() {
    for advance in advances {
      let width = advance.width / 2048 * 12
      let estimate = TextWidth.of(advance.text, size: 12)
      #expect(estimate >= width * 0.98 && estimate <= width * 1.4, "\(advance.text)")
    }
  }

  @Test("a text that fits stays, a longer one ends in an ellipsis and fits")
  func shortening() {
    #expect(TextWidth.shortened("y_seats", to: 100) == "y_seats")
    let long = String(repeating: "wide name 数 ", count: 6)
    for width in stride(from: 15.0, to: 300, by: 7) {
      let short = TextWidth.shortened(long, to: width)
      #expect(short.last == "…" && long.hasPrefix(short.dropLast()))
      #expect(TextWidth.of(short) <= width)
    }
  }
}
