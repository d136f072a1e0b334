import Charts
import Testing

@Suite struct EscapedTextTests {
  @Test("a parser reads back what was written, in text and in attributes")
  func roundTrip() throws {
    let text = #"a<b> & "c" 'd' ]]> <!-- é 数 🚀 &amp;"#
    let element = try parsed(SVGElement("text", text: text).with(["name": text]).text)
    #expect(element.text == text && element.attributes["name"] == text)
  }

  @Test("nothing of a text can end its element or its attribute")
  func inert() {
    let written = SVGElement("t", text: "</t><script>\"'").with(["a": "\"><script>'"]).text
    #expect(written.filter { $0 == "<" }.count == 2 && written.filter { $0 == "\"" }.count == 2)
    #expect(!written.contains("'"))
  }

  @Test("characters that a document must not have are replaced, and lines are not broken")
  func forbidden() throws {
    let element = try parsed(SVGElement("t", text: "a\u{0}\u{1B}\u{202E}\u{FFFF}b\r\nc\td").text)
    #expect(element.text == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b  c d")
  }
}
