import Charts
import Testing

@Suite struct DensityChartTests {
  private func drawing(
    _ weights: [[Double]], range: ClosedRange<Double> = 0...40
  ) throws -> ParsedElement {
    let chart = DensityChart(
      title: "", summary: "", x: Axis("actual"), y: Axis("predicted"), range: range,
      weights: weights, colour: SeriesColour(index: 1))
    let drawing = try parsed(chart.svg(id: "a"))
    #expect(drawing.elements(class: "mark").count == chart.markCount)
    return drawing
  }

  /// The boxes of a level: their left, lower, right and upper edges.
  private func boxes(_ mark: ParsedElement) throws -> [[Double]] {
    let path = try #require(mark.elements(class: "parts").first?.attributes["d"])
    return try path.matches(of: /M([0-9.]+) ([0-9.]+)H([0-9.]+)V([0-9.]+)H([0-9.]+)/).map {
      let numbers = [$0.output.1, $0.output.2, $0.output.3, $0.output.4].map { Double($0) }
      #expect($0.output.1 == $0.output.5)
      return try numbers.map { try #require($0) }
    }
  }

  @Test("parts lie where the ticks say, neighbours of one level as one box")
  func places() throws {
    // From 0 to 10 upwards and from 10 to 30 across, and one from 30 to 40 of both.
    let drawing = try drawing([
      [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 64],
    ])
    let (x, y) = (try TickedAxis(in: drawing), try TickedAxis(in: drawing, isUpright: true))
    let marks = drawing.elements(class: "mark")
    #expect(marks.count == 2)
    for (mark, edges) in zip(marks, [(10.0, 0.0, 30.0, 10.0), (30, 30, 40, 40)]) {
      let boxes = try boxes(mark)
      try #require(boxes.count == 1)
      #expect(abs(boxes[0][0] - x.place(of: edges.0)) < 0.05)
      #expect(abs(boxes[0][1] - y.place(of: edges.1)) < 0.05)
      #expect(abs(boxes[0][2] - x.place(of: edges.2)) < 0.05)
      #expect(abs(boxes[0][3] - y.place(of: edges.3)) < 0.05)
    }
  }

  @Test("each level holds up to four times as much as the one below, and is darker")
  func levels() throws {
    let marks = try drawing([[100, 26, 25, 7], [6, 2, 1, 0]], range: 0...1)
      .elements(class: "mark")
    #expect(
      marks.map(\.title) == [
        "predicted by actual: 1", "predicted by actual: ≤ 6", "predicted by actual: ≤ 25",
        "predicted by actual: ≤ 100",
      ])
    let opacities = try marks.map { mark in
      let style = try #require(mark.elements(class: "parts").first?.attributes["style"])
      let match = try #require(style.firstMatch(of: /fill-opacity:([0-9.]+)/))
      return try #require(Double(match.output.1))
    }
    #expect(opacities == opacities.sorted() && Set(opacities).count == 4)
    #expect(opacities.last == 1)
  }

  @Test("what every level stands for is written above the plot, beside a sample")
  func key() throws {
    let drawing = try drawing([[100, 26, 25, 7], [6, 2, 1, 0]])
    let samples = drawing.elements(named: "rect")
    let texts = drawing.elements(named: "text").filter { $0.text.contains("≤") || $0.text == "1" }
    #expect(samples.count == 4 && texts.count == 4)
    for sample in samples {
      #expect(try sample.number("y") + sample.number("height") < 26)
    }
  }

  @Test("the broken line goes from corner to corner; without rows there is no mark")
  func identity() throws {
    let drawing = try drawing([[0, 0], [0, 0]])
    #expect(drawing.elements(class: "mark").isEmpty)
    #expect(drawing.elements(named: "text").contains { $0.text == "no data" })
    let line = try #require(drawing.elements(class: "reference").first)
    let ends = try ChartsTests.places(of: line)
    let (x, y) = (try TickedAxis(in: drawing), try TickedAxis(in: drawing, isUpright: true))
    for (end, value) in zip(ends, [0.0, 40]) {
      #expect(abs(end.x - x.place(of: value)) < 0.05 && abs(end.y - y.place(of: value)) < 0.05)
    }
  }
}
