import Datasets
import Testing

struct NamePatternTests {
  @Test(
    "a star is any text and a question mark any character",
    arguments: [
      ("y_*", "y_", true), ("y_*", "y_a", true), ("y_*", "xy_a", false), ("*", "", true),
      ("*a*b", "xaxbxb", true), ("*a*b", "xaxbx", false), ("?", "é", true), ("?", "", false),
      ("a?c", "abc", true), ("a?c", "ac", false), ("a**", "a", true), ("", "", true),
      ("a.c", "abc", false),
    ])
  func matches(pattern: String, name: String, isMatch: Bool) {
    #expect(NamePattern(pattern).matches(name) == isMatch)
  }
}
