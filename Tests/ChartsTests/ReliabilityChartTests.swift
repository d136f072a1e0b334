import Charts
import Testing

@Suite struct ReliabilityChartTests {
  private typealias Point = ReliabilityChart.Point

  private func drawing(
    _ points: [Point], _ distribution: [Double] = [], highest: Double = 0.5
  ) throws -> ParsedElement {
    let chart = ReliabilityChart(
      title: "", summary: "", x: Axis("probability"), y: Axis("share"), points: points,
      distribution: distribution, highest: highest, colour: SeriesColour(index: 1))
    let drawing = try parsed(chart.svg(id: "a"))
    #expect(drawing.elements(class: "mark").count == chart.markCount)
    return drawing
  }

  private let points = [
    Point(name: "7 rows", x: 0.1, y: 0.2, low: 0.1, high: 0.35),
    Point(name: "8 rows", x: 0.4, y: 0.3, low: 0.2, high: 0.45),
  ]

  @Test("points and the ends of their intervals lie where the ticks say")
  func places() throws {
    let drawing = try drawing(points)
    let (x, y) = (try TickedAxis(in: drawing), try TickedAxis(in: drawing, isUpright: true))
    let marks = drawing.elements(class: "mark")
    #expect(
      marks.map(\.title) == [
        "7 rows: probability 0.100, share 0.200 (0.100 to 0.350)",
        "8 rows: probability 0.400, share 0.300 (0.200 to 0.450)",
      ])
    for (mark, (across, up, low, high)) in zip(
      marks, [(0.1, 0.2, 0.1, 0.35), (0.4, 0.3, 0.2, 0.45)])
    {
      let dot = mark.elements(named: "circle")[0]
      #expect(abs(try dot.number("cx") - x.place(of: across)) < 0.05)
      #expect(abs(try dot.number("cy") - y.place(of: up)) < 0.05)
      let path = try #require(mark.elements(class: "second").first?.attributes["d"])
      let match = try #require(path.firstMatch(of: /M([0-9.]+) ([0-9.]+)V([0-9.]+)/))
      #expect(abs(try #require(Double(match.output.1)) - x.place(of: across)) < 0.05)
      #expect(abs(try #require(Double(match.output.2)) - y.place(of: low)) < 0.05)
      #expect(abs(try #require(Double(match.output.3)) - y.place(of: high)) < 0.05)
    }
  }

  @Test("the broken line joins places of equal values, as far as both axes go")
  func identity() throws {
    for points in [points, [Point(name: "a", x: 0.9, y: 0.01, low: 0, high: 0.02)]] {
      let drawing = try drawing(points)
      let (x, y) = (try TickedAxis(in: drawing), try TickedAxis(in: drawing, isUpright: true))
      let line = try #require(drawing.elements(class: "reference").first)
      let ends = try ChartsTests.places(of: line)
      try #require(ends.count == 2)
      #expect(abs(ends[0].x - x.place(of: 0)) < 0.05 && abs(ends[0].y - y.place(of: 0)) < 0.05)
      let most = (points.flatMap { [$0.high, $0.y] }.max() ?? 0) * 1.04
      let end = min(most, (points.map(\.x).max() ?? 0) * 1.04)
      #expect(abs(ends[1].x - x.place(of: end)) < 0.5 && abs(ends[1].y - y.place(of: end)) < 0.5)
    }
  }

  @Test("the distribution is one mark behind the points, at most a fifth as high as the plot")
  func distribution() throws {
    let drawing = try drawing(points, [4, 0, 1], highest: 0.45)
    let marks = drawing.elements(class: "mark")
    #expect(marks.count == 3 && marks[0].title == "rows by probability, at most 4 in a bar")
    let path = try #require(marks[0].elements(class: "light").first?.attributes["d"])
    let (x, y) = (try TickedAxis(in: drawing), try TickedAxis(in: drawing, isUpright: true))
    let numbers = path.matches(of: /[VH]([0-9.]+)/).compactMap { Double($0.output.1) }
    // Up, along, down to the next, along, up, along, down.
    try #require(numbers.count == 7)
    let bottom = y.place(of: 0)
    #expect(abs(numbers[2] - bottom) < 0.05 && abs(numbers[6] - bottom) < 0.05)
    #expect(abs((bottom - numbers[4]) * 4 - (bottom - numbers[0])) < 0.05)
    for (place, value) in zip([numbers[1], numbers[3], numbers[5]], [0.15, 0.3, 0.45]) {
      #expect(abs(place - x.place(of: value)) < 0.05)
    }
    #expect(bottom - numbers[0] < 45)
  }

  @Test("what is not finite is left out")
  func undefined() throws {
    let odd = [
      Point(name: "a", x: .nan, y: 1, low: 0, high: 1),
      Point(name: "b", x: 0.5, y: 0.5, low: .nan, high: .nan),
    ]
    let marks = try drawing(odd, [0, .nan, 0]).elements(class: "mark")
    #expect(marks.map(\.title) == ["b: probability 0.500, share 0.500"])
    #expect(try drawing([]).elements(named: "text").contains { $0.text == "no data" })
  }
}
