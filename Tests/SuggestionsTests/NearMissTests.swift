import Suggestions
import Testing

struct NearMissTests {
  @Test(
    "a slip of the fingers finds the name that was meant",
    arguments: [
      ("pric", "price"), ("Price", "price"), ("dealy", "delay"), ("y_dep_dely", "y_dep_delay"),
      ("É", "é"), ("ba", "a"),
    ])
  func near(name: String, meant: String) {
    let names = ["price", "delay", "y_dep_delay", "y_arr_delay", "a", "é"]
    #expect(NearMiss.nearest(to: name, among: names) == meant)
  }

  @Test("an altogether different name finds none")
  func far() {
    #expect(NearMiss.nearest(to: "weather", among: ["price", "delay"]) == nil)
    #expect(NearMiss.nearest(to: "x", among: []) == nil)
    #expect(NearMiss.nearest(to: "x", among: ["y"]) == nil)
  }

  @Test("of equally near names the first is taken")
  func ties() {
    #expect(NearMiss.nearest(to: "rat", among: ["cat", "bat"]) == "cat")
  }

  @Test(
    "the distance counts insertions, deletions, replacements and exchanges of neighbours",
    arguments: [
      ("kitten", "sitting", 3), ("", "abc", 3), ("flaw", "lawn", 2), ("same", "same", 0),
      // Damerau's example of a single error: two neighbours exchanged.
      ("gradnrom", "gradnorm", 1),
      // A pair that was exchanged is not edited again, which would make it 2.
      ("ca", "abc", 3),
    ])
  func distance(a: String, b: String, edits: Int) {
    let (a, b) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    #expect(NearMiss.distance(a, b) == edits)
    #expect(NearMiss.distance(b, a) == edits)
  }
}
