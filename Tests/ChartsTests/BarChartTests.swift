import Charts
import Testing

@Suite struct BarChartTests {
  private func bar(_ name: String, _ value: Double?, isLight: Bool = false) -> BarChart.Bar {
    .init(name: name, value: value, colour: SeriesColour(index: 2), isLight: isLight)
  }

  private func drawing(_ groups: [BarChart.Group], x: Axis = Axis("gain")) throws
    -> ParsedElement
  {
    try parsed(BarChart(title: "", summary: "", x: x, groups: groups).svg(id: "a"))
  }

  /// The left and the right end of a mark's bar.
  private func ends(_ mark: ParsedElement) throws -> (left: Double, right: Double) {
    let box = try #require(mark.elements(named: "rect").first)
    return (try box.number("x"), try box.number("x") + box.number("width"))
  }

  @Test("bars reach from 0 to their values, to either side")
  func reach() throws {
    let drawing = try drawing([
      .init(name: "a", bars: [bar("x", 3.1)]), .init(name: "b", bars: [bar("x", -1.7)]),
    ])
    let axis = try TickedAxis(in: drawing)
    let marks = drawing.elements(class: "mark")
    let (positive, negative) = (try ends(marks[0]), try ends(marks[1]))
    #expect(abs(positive.left - axis.place(of: 0)) < 0.05)
    #expect(abs(positive.right - axis.place(of: 3.1)) < 0.05)
    #expect(abs(negative.left - axis.place(of: -1.7)) < 0.05)
    #expect(abs(negative.right - axis.place(of: 0)) < 0.05)
  }

  @Test("the value stands beside the end, within the drawing")
  func labels() throws {
    let drawing = try drawing([
      .init(name: "a", bars: [bar("train", 3), bar("test", -3)]),
      .init(name: "b", bars: [bar("a name that is much too long for this", 123_456)]),
    ])
    for mark in drawing.elements(class: "mark") {
      let text = mark.elements(named: "text")[0]
      let width = TextWidth.of(text.text + (text.children.first?.text ?? ""))
      let (place, ends) = (try text.number("x"), try ends(mark))
      if text.classes.contains("end") {
        #expect(place <= ends.left && place - width >= 0)
      } else {
        #expect(place >= ends.right && place + width <= 480)
      }
    }
    #expect(
      drawing.elements(class: "mark").map { $0.elements(named: "text")[0].text }
        == ["3.00", "−3.00", "123456"])
  }

  @Test("a bar without a value is a dash, and a mark")
  func missing() throws {
    let marks = try drawing([.init(name: "a", bars: [bar("x", nil), bar("y", .nan), bar("z", 0)])])
      .elements(class: "mark")
    #expect(marks.map(\.title) == ["a, x: –", "a, y: –", "a, z: 0"])
    #expect(marks.map { $0.elements(named: "rect").count } == [0, 0, 1])
  }

  @Test("bars of a group are below each other, and all below those of the group before")
  func order() throws {
    let groups = (0..<3).map { group in
      BarChart.Group(name: "g\(group)", bars: [bar("x", 1), bar("y", 2, isLight: true)])
    }
    let boxes = try drawing(groups).elements(named: "rect")
    for (one, next) in zip(boxes, boxes.dropFirst()) {
      let end = try one.number("y") + one.number("height")
      #expect(end <= (try next.number("y")))
    }
    #expect(boxes.map { $0.classes.contains("light") } == [false, true, false, true, false, true])
  }

  @Test("on a logarithmic axis longer bars are greater values, and what is not positive has none")
  func logarithmic() throws {
    let drawing = try drawing(
      [.init(name: "a", bars: [bar("x", 0.01), bar("y", 1), bar("z", 100), bar("w", 0)])],
      x: Axis("seconds", scale: .log))
    let axis = try TickedAxis(in: drawing, isLogarithmic: true)
    let marks = drawing.elements(class: "mark")
    for (mark, value) in zip(marks, [0.01, 1, 100]) {
      #expect(abs(try ends(mark).right - axis.place(of: value)) < 0.05)
    }
    #expect(marks[3].elements(named: "rect").isEmpty)
  }
}
