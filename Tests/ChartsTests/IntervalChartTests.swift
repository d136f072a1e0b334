import Charts
import Testing

@Suite struct IntervalChartTests {
  private let blue = SeriesColour(index: 0)

  private func drawing(_ rows: [IntervalChart.Row], reference: Double? = 0) throws
    -> ParsedElement
  {
    let chart = IntervalChart(
      title: "", summary: "", x: Axis("skill", ticks: .percent), rows: rows, reference: reference)
    return try parsed(chart.svg(id: "a"))
  }

  @Test("a row's dot and the ends of its interval are where the ticks say")
  func places() throws {
    let drawing = try drawing([
      .init(name: "a", value: 0.31, low: 0.22, high: 0.44, colour: blue),
      .init(name: "b", value: -0.12, low: -0.1, high: -0.2, colour: blue),
    ])
    let axis = try TickedAxis(in: drawing)
    let marks = drawing.elements(class: "mark")
    for (mark, row) in zip(marks, [(0.31, 0.22, 0.44), (-0.12, -0.2, -0.1)]) {
      let dot = try #require(mark.elements(named: "circle").first)
      #expect(abs(try dot.number("cx") - axis.place(of: row.0)) < 0.05)
      let path = try #require(mark.elements(class: "line").first?.attributes["d"])
      let ends = path.matches(of: /M([0-9.]+) [0-9.]+v/).compactMap { Double($0.output.1) }
      #expect(ends.count == 2)
      #expect(abs(ends[0] - axis.place(of: row.1)) < 0.05)
      #expect(abs(ends[1] - axis.place(of: row.2)) < 0.05)
    }
  }

  @Test("without an interval there is a dot, without a value a dash, and always the name")
  func incomplete() throws {
    let drawing = try drawing([
      .init(name: "dot", value: 0.1, colour: blue),
      .init(name: "half", value: 0.1, low: 0, colour: blue),
      .init(name: "none", value: nil, low: 0, high: 1, colour: blue),
      .init(name: "undefined", value: .nan, colour: blue),
    ])
    let marks = drawing.elements(class: "mark")
    #expect(marks.map { $0.elements(named: "circle").count } == [1, 1, 0, 0])
    #expect(marks.allSatisfy { $0.elements(class: "line").isEmpty })
    #expect(
      marks.map { $0.elements(named: "text")[0].text } == ["dot", "half", "none", "undefined"])
    #expect(marks[2].elements(named: "text").last?.text == "–")
  }

  @Test("the tooltip has the figures")
  func tooltip() throws {
    let row = IntervalChart.Row(name: "a", value: 0.31, low: 0.25, high: 0.4, colour: blue)
    let title = try drawing([row]).elements(class: "mark")[0].title
    #expect(title == "a: 31.0\u{A0}% (25.0\u{A0}% to 40.0\u{A0}%)")
  }

  @Test("the reference is an upright line at its value, on the axis whatever the rows")
  func reference() throws {
    let row = IntervalChart.Row(name: "a", value: 0.9, colour: blue)
    let drawing = try drawing([row], reference: -0.5)
    let path = try #require(drawing.elements(class: "reference").first?.attributes["d"])
    let place = try #require(path.firstMatch(of: /M([0-9.]+)\s/).flatMap { Double($0.output.1) })
    let axis = try TickedAxis(in: drawing)
    #expect(abs(place - axis.place(of: -0.5)) < 0.05)
    #expect(try self.drawing([row], reference: nil).elements(class: "reference").isEmpty)
  }
}
