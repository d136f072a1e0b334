import Remedies
import Testing

struct WordingTests {
  @Test(
    "the library names parameters as its interface does",
    arguments: [
      ("\(.batchSize) is \(9)", "batchSize is 9"),
      ("try \(.clip, .literal("1"))", "try clip = 1"),
      ("leave it out with \(.ignored, .column("a b"))", "leave it out with ignored = \"a b\""),
      ("\(set: .labels, to: .column("y", as: "count"))", "set labels of \"y\" to \"count\""),
      ("give one \(itemOf: .labels) for it", "give one entry of labels for it"),
      ("name it with \(.primary, .described("LABEL"))", "name it with primary = LABEL"),
      ("\(.missingMarkers, .text("a\n\"b\""))", "missingMarkers = \"a\\n\\\"b\\\"\""),
      ("what \(.writeRun) wrote", "what `RunWriter` wrote"),
      ("a \("\(.clip)" as Wording)", "a clip"),
    ] as [(Wording, String)])
  func library(wording: Wording, text: String) {
    #expect(wording.text() == text)
  }

  @Test("texts are equal where they say the same, however they are put together")
  func equality() {
    let whole: Wording = "a \(1) \(.clip) b"
    #expect(("a " as Wording) + "1 \(.clip)" + " b" == whole)
    #expect(whole != "a 1 clip b")
    #expect(Wording("a") + "" == "a")
  }
}
