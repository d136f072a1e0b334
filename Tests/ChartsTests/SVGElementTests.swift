import Charts
import Testing

@Suite struct SVGElementTests {
  @Test("an element has its attributes in order and what is in it")
  func nesting() {
    var group = SVGElement("g", class: "mark", [SVGElement("title", text: "a")])
    group.append(SVGElement("circle").with(["r": "2", "fill": nil]))
    #expect(group.text == #"<g class="mark"><title>a</title><circle r="2"/></g>"#)
  }

  @Test("an attribute set again is replaced, and none is taken away")
  func attributes() {
    var element = SVGElement("g", class: "a").with(["id": "x", "class": "b"])
    #expect(element["class"] == "b")
    #expect(element.text == #"<g id="x" class="b"/>"#)
    element["id"] = nil
    #expect(element.text == #"<g class="b"/>"#)
  }
}
