import Reports
import Testing

struct TextTableTests {
  @Test("words go to the left, numbers to the right, with two spaces between")
  func alignment() {
    var table = TextTable(["task", "kind", "loss"], wordColumns: 2)
    table.add(["y", "regression", "12"])
    table.add(["weight", "count", "3.25"])
    #expect(
      table.lines == [
        "task    kind        loss",
        "y       regression    12",
        "weight  count       3.25",
      ])
    #expect(table.text == table.lines.joined(separator: "\n"))
  }

  @Test("a last column of words goes to the left, and no line ends in a space")
  func lastColumn() {
    var table = TextTable(["task", "n", "metrics"], endsInWords: true)
    table.add(["a", "10", "r2 1"])
    table.add(["b", "5", ""])
    #expect(table.lines == ["task   n  metrics", "a     10  r2 1", "b      5"])
  }

  @Test("width is counted in characters, not in bytes")
  func characters() {
    var table = TextTable(["γ", "x"])
    table.add(["é", "1"])
    table.add(["ab", "2"])
    #expect(table.lines == ["γ   x", "é   1", "ab  2"])
  }

  @Test("a name with control characters stays on its line")
  func controlCharacters() {
    var table = TextTable(["a\tb", "x"])
    table.add(["\u{1B}[1m\n", "1"])
    #expect(table.lines == ["a\\tb         x", "\\u{1b}[1m\\n  1"])
  }

  @Test("a table without rows is its header")
  func empty() {
    #expect(TextTable(["task", "loss"]).lines == ["task  loss"])
  }
}
