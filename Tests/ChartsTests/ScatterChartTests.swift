import Charts
import Testing

@Suite struct ScatterChartTests {
  private typealias Point = ScatterChart.Point

  private func point(_ name: String, _ x: Double, _ y: Double) -> Point {
    Point(name: name, x: x, y: y, colour: SeriesColour(index: 1))
  }

  private func chart(
    _ points: [Point], front: [Int] = [], lessIsBetter: Bool = false, x: Axis = Axis("time")
  ) -> ScatterChart {
    ScatterChart(
      title: "", summary: "", x: x, y: Axis("skill"), points: points, front: front,
      lessIsBetter: lessIsBetter)
  }

  /// The front's corners, from its first point on.
  private func steps(_ drawing: ParsedElement) throws -> String {
    try #require(drawing.elements(class: "front").first?.attributes["d"])
      .filter { "MHV".contains($0) }
  }

  @Test(
    "dots are where the ticks say, on both kinds of axis", arguments: [Axis.Scale.linear, .log])
  func places(scale: Axis.Scale) throws {
    let points = [point("a", 1, -2), point("b", 30, 5), point("c", 470, 3.3)]
    let drawing = try parsed(chart(points, x: Axis("time", scale: scale)).svg(id: "a"))
    let x = try TickedAxis(in: drawing, isLogarithmic: scale == .log)
    let y = try TickedAxis(in: drawing, isUpright: true)
    let dots = drawing.elements(named: "circle")
    #expect(dots.count == 3)
    for (dot, value) in zip(dots, [(1.0, -2.0), (30, 5), (470, 3.3)]) {
      #expect(abs(try dot.number("cx") - x.place(of: value.0)) < 0.05)
      #expect(abs(try dot.number("cy") - y.place(of: value.1)) < 0.05)
    }
  }

  @Test("the front is a mark of its own, in steps from left to right")
  func front() throws {
    let points = [point("c", 3, 1), point("a", 1, 3), point("b", 2, 2), point("d", 0, 0)]
    let both = chart(points, front: [0, 1, 2])
    #expect(both.markCount == 5)
    let drawing = try parsed(both.svg(id: "a"))
    #expect(drawing.elements(class: "mark").count == 5)
    #expect(try steps(drawing) == "MVHVH")
    let less = try parsed(chart(points, front: [0, 1, 2], lessIsBetter: true).svg(id: "a"))
    #expect(try steps(less) == "MHVHV")
    let dots = drawing.elements(named: "circle")
    let path = try #require(drawing.elements(class: "front").first?.attributes["d"])
    #expect(path.hasPrefix("M\(dots[1].attributes["cx", default: "?"]) "))
    #expect(path.hasSuffix("H\(dots[0].attributes["cx", default: "?"])"))
  }

  @Test("points in one place, or that are not there, make no front")
  func noFront() {
    #expect(chart([point("a", 1, 1)], front: [0]).markCount == 1)
    #expect(chart([point("a", 1, 1)], front: [0, 7, -1]).markCount == 1)
    #expect(chart([point("a", 1, 1), point("b", .nan, 1)], front: [0, 1]).markCount == 1)
    #expect(chart([point("a", 1, 1), point("b", 1, 1)], front: [0, 1]).markCount == 2)
  }

  @Test("a point that the axes cannot show is no mark")
  func unshown() throws {
    let points = [point("a", -1, 1), point("b", 2, .infinity), point("c", 2, 1)]
    let chart = chart(points, x: Axis("time", scale: .log))
    #expect(chart.markCount == 1)
    let titles = try parsed(chart.svg(id: "a")).elements(class: "mark").map(\.title)
    #expect(titles == ["c: time 2.00, skill 1.00"])
  }

  @Test("each dot has its name beside it")
  func labels() throws {
    let points = (0..<8).map { point("scheme-\($0)", Double($0 * $0 % 5), Double($0)) }
    for mark in try parsed(chart(points).svg(id: "a")).elements(class: "mark") {
      let (dot, text) = (mark.elements(named: "circle")[0], mark.elements(named: "text")[0])
      let isLeft = text.classes.contains("end")
      let width = TextWidth.of(text.text)
      let left = try text.number("x") - (isLeft ? width : 0)
      let place = try dot.number("cx")
      #expect(left < place + 10 && left + width > place - 10)
      #expect(abs(try text.number("y") - dot.number("cy")) < 30)
      #expect(left >= 0 && left + width <= 480)
    }
  }
}
