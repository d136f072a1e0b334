import Foundation

/// Some lines of standard error that are drawn over as things go on.
struct Terminal {
  private var drawn = 0

  /// Replaces the lines drawn last by others, each cut to the terminal's width.
  mutating func draw(_ lines: [String]) {
    let width = Self.columns
    // Up to the first drawn line, then erase to the end of the screen.
    var text = drawn > 0 ? "\u{1B}[\(drawn)A\r\u{1B}[J" : ""
    for line in lines { text += line.prefix(width - 1) + "\n" }
    drawn = lines.count
    Console.tell(Data(text.utf8))
  }

  /// The terminal's width in characters.
  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
