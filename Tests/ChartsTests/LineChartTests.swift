import Charts
import Testing

@Suite struct LineChartTests {
  private typealias Line = LineChart.Line

  private func line(
    _ name: String, _ values: [Double?], colour: SeriesColour = SeriesColour(index: 0),
    isSecondary: Bool = false
  ) -> Line {
    let points = values.enumerated().map { LineChart.Point(x: Double($0 + 1), y: $1) }
    return Line(name: name, colour: colour, points: points, isSecondary: isSecondary)
  }

  private func drawing(
    _ lines: [Line], y: Axis = Axis("loss"), references: [LineChart.Reference] = []
  ) throws -> ParsedElement {
    let chart = LineChart(
      title: "", summary: "", x: Axis("epoch", ticks: .integer), y: y, lines: lines,
      references: references)
    return try parsed(chart.svg(id: "a"))
  }

  /// Whether a line goes where the ticks say.
  private func expect(
    _ path: ParsedElement, follows values: [Double], in drawing: ParsedElement,
    isLogarithmic: Bool = false
  ) throws {
    let x = try TickedAxis(in: drawing)
    let y = try TickedAxis(in: drawing, isUpright: true, isLogarithmic: isLogarithmic)
    let drawn = try places(of: path)
    #expect(drawn.count == values.count)
    for (index, place) in drawn.enumerated() {
      #expect(abs(place.x - x.place(of: Double(index + 1))) < 0.05)
      #expect(abs(place.y - y.place(of: values[index])) < 0.05)
    }
  }

  @Test("a line goes where the ticks say that its values are")
  func linear() throws {
    let values = [3.5, -1.25, 0, 2.75, 11, 4, 4.5]
    let drawing = try drawing([line("a", values)])
    try expect(try #require(drawing.elements(class: "line").first), follows: values, in: drawing)
  }

  @Test("so it does on a logarithmic axis")
  func logarithmic() throws {
    let values = [3e-5, 0.002, 1, 700, 0.4]
    let drawing = try drawing([line("a", values)], y: Axis("w", scale: .log))
    let path = try #require(drawing.elements(class: "line").first)
    try expect(path, follows: values, in: drawing, isLogarithmic: true)
  }

  @Test("each line is one mark with its name, however often it is broken")
  func marks() throws {
    let lines = [
      line("whole", [1, 2, 3]), line("broken", [1, nil, 2, 3, .nan, 4, 5]), line("", []),
    ]
    let marks = try drawing(lines).elements(class: "mark")
    #expect(marks.map(\.title) == ["whole", "broken", ""])
    #expect(marks[1].elements(class: "line").count == 1)
    #expect(marks[1].elements(named: "circle").count == 1)
    #expect(marks[2].elements(class: "line").isEmpty)
  }

  @Test("what is not positive breaks a line on a logarithmic axis, and a point alone is a dot")
  func breaks() throws {
    let drawing = try drawing(
      [line("a", [1, 10, 0, 100, -5, 10, 1])], y: Axis("w", scale: .log))
    let path = try #require(drawing.elements(class: "line").first?.attributes["d"])
    #expect(path.filter { $0 == "M" }.count == 2 && path.filter { $0 == "L" }.count == 2)
    let dots = drawing.elements(class: "mark")[0].elements(named: "circle")
    let axis = try TickedAxis(in: drawing, isUpright: true, isLogarithmic: true)
    #expect(dots.count == 1)
    #expect(abs(try dots[0].number("cy") - axis.place(of: 100)) < 0.05)
  }

  @Test("a reference is a line at its value with its name, and no mark")
  func references() throws {
    let drawing = try drawing(
      [line("a", [1, 2])],
      references: [.init(name: "prior", value: 5), .init(name: "x", value: .nan)])
    let rules = drawing.elements(class: "reference")
    let place = try TickedAxis(in: drawing, isUpright: true).place(of: 5)
    #expect(rules.count == 1 && drawing.elements(class: "mark").count == 1)
    let path = try #require(rules.first?.attributes["d"])
    let start = try #require(path.firstMatch(of: /M[0-9.]+ ([0-9.]+)H/))
    #expect(abs(try #require(Double(start.output.1)) - place) < 0.05)
    #expect(drawing.elements(class: "halo").map(\.text) == ["prior"])
  }

  @Test("names of references at one value do not cover each other")
  func names() throws {
    let drawing = try drawing(
      [line("a", [1, 2])],
      references: ["one", "two", "three"].map { .init(name: $0, value: 1.5) })
    let places = drawing.elements(class: "halo").map {
      "\($0.attributes["x", default: ""]) \($0.attributes["y", default: ""])"
    }
    #expect(Set(places).count == 3)
  }

  @Test("a second line of a series has its colour and another look")
  func secondary() throws {
    let drawing = try drawing([line("a", [1, 2]), line("b", [1, 2], isSecondary: true)])
    let lines = drawing.elements(class: "line")
    #expect(lines[0].attributes["style"] == lines[1].attributes["style"])
    #expect(lines[0].attributes["stroke-dasharray"] == nil)
    #expect(lines[1].attributes["stroke-dasharray"] != nil && lines[1].classes.contains("second"))
  }

  @Test("a chart of nothing says so")
  func nothing() throws {
    #expect(try drawing([]).all.contains { $0.text == "no data" })
    #expect(try drawing([line("a", [nil, nil])]).all.contains { $0.text == "no data" })
    #expect(try !drawing([line("a", [nil, 1])]).all.contains { $0.text == "no data" })
  }
}
