import Charts
import Testing

@Suite struct HistogramChartTests {
  private func drawing(
    _ weights: [Double], range: ClosedRange<Double> = -10...10, reference: Double? = nil
  ) throws -> ParsedElement {
    let chart = HistogramChart(
      title: "", summary: "", x: Axis("error"), y: Axis("rows", ticks: .integer), range: range,
      weights: weights, colour: SeriesColour(index: 1), reference: reference)
    let drawing = try parsed(chart.svg(id: "a"))
    #expect(drawing.elements(class: "mark").count == chart.markCount)
    return drawing
  }

  @Test("bars stand side by side over their parts, as high as the ticks say")
  func places() throws {
    let drawing = try drawing([3, 0, 8, 1])
    let (x, y) = (try TickedAxis(in: drawing), try TickedAxis(in: drawing, isUpright: true))
    let marks = drawing.elements(class: "mark")
    #expect(
      marks.map(\.title) == [
        "error, −10.0 to −5.00: 3", "error, 0 to 5.00: 8", "error, 5.00 to 10.0: 1",
      ])
    for (mark, (left, weight)) in zip(marks, [(-10.0, 3.0), (0, 8), (5, 1)]) {
      let box = mark.elements(named: "rect")[0]
      // Half a unit is left free on each side.
      #expect(abs(try box.number("x") - 0.5 - x.place(of: left)) < 0.05)
      let right = try box.number("x") + box.number("width") + 0.5
      #expect(abs(right - x.place(of: left + 5)) < 0.05)
      #expect(abs(try box.number("y") - y.place(of: weight)) < 0.05)
      #expect(abs(try box.number("y") + box.number("height") - y.place(of: 0)) < 0.05)
    }
  }

  @Test("one row of very many is still seen")
  func small() throws {
    let marks = try drawing([1, 1_000_000]).elements(class: "mark")
    #expect(try marks[0].elements(named: "rect")[0].number("height") >= 1)
  }

  @Test("a value to compare with is an upright line, where it is in the range")
  func reference() throws {
    let drawing = try drawing([1, 2], reference: 0)
    let path = try #require(drawing.elements(class: "reference").first?.attributes["d"])
    let place = try #require(path.firstMatch(of: /^M([0-9.]+)\s/).flatMap { Double($0.output.1) })
    #expect(abs(place - (try TickedAxis(in: drawing).place(of: 0))) < 0.05)
    #expect(try self.drawing([1, 2], reference: 11).elements(class: "reference").isEmpty)
  }

  @Test("without anything in it there is no mark")
  func empty() throws {
    for weights in [[], [0, 0], [.nan, -1, .infinity]] {
      let drawing = try drawing(weights)
      #expect(drawing.elements(class: "mark").isEmpty)
      #expect(drawing.elements(named: "text").contains { $0.text == "no data" })
    }
  }
}
