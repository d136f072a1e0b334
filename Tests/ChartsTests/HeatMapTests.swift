import Charts
import Testing

@Suite struct HeatMapTests {
  private func drawing(rows: [String], columns: [String], _ cells: [[HeatMap.Cell]]) throws
    -> ParsedElement
  {
    let chart = HeatMap(
      title: "", summary: "", rowNames: rows, columnNames: columns, cells: cells, limit: 1)
    #expect(chart.markCount == rows.count * columns.count)
    return try parsed(chart.svg(id: "a"))
  }

  private func cell(_ value: Double?, _ text: String) -> HeatMap.Cell {
    .init(value: value, text: text)
  }

  @Test("each cell has its text, its colour and a tooltip with its place")
  func cells() throws {
    let marks = try drawing(
      rows: ["r1", "r2"], columns: ["c1", "c2"],
      [[cell(-1, "−1.00"), cell(0, "0.00")], [cell(0.62, "0.62"), cell(nil, "–")]]
    ).elements(class: "mark")
    #expect(
      marks.map(\.title) == ["r1, c1: −1.00", "r1, c2: 0.00", "r2, c1: 0.62", "r2, c2: –"])
    #expect(marks.map { $0.elements(named: "text")[0].text } == ["−1.00", "0.00", "0.62", "–"])
    #expect(marks.map { $0.classes.last } == ["level-5", "level0", "level3", "empty"])
  }

  @Test("a cell may tell more where one points at it than there is room for")
  func details() throws {
    let cells = [[HeatMap.Cell(value: 1, text: "7", detail: "7 rows")]]
    let mark = try drawing(rows: ["r"], columns: ["c"], cells).elements(class: "mark")[0]
    #expect(mark.title == "r, c: 7 rows" && mark.elements(named: "text")[0].text == "7")
  }

  @Test("cells of a row are side by side, those of a column below each other")
  func grid() throws {
    let three = ["a", "b", "c"]
    let cells = three.map { row in three.map { cell(0, row + $0) } }
    let boxes = try drawing(rows: three, columns: three, cells).elements(named: "rect")
    for (index, box) in boxes.enumerated() {
      if index % 3 > 0 {
        let before = boxes[index - 1]
        let end = try before.number("x") + before.number("width")
        #expect(try box.number("x") >= end)
        #expect(try box.number("y") == before.number("y"))
      }
      if index >= 3 {
        let above = boxes[index - 3]
        let end = try above.number("y") + above.number("height")
        #expect(try box.number("y") >= end)
        #expect(try box.number("x") == above.number("x"))
      }
    }
  }

  @Test("missing cells are empty, and those too many are not drawn")
  func ragged() throws {
    let marks = try drawing(
      rows: ["a", "b"], columns: ["c"], [[cell(1, "1"), cell(2, "2")]]
    ).elements(class: "mark")
    #expect(marks.map(\.title) == ["a, c: 1", "b, c: –"])
  }

  @Test("names that have room are level, longer ones slanted")
  func names() throws {
    let level = try drawing(rows: ["a"], columns: ["1", "2"], [[cell(0, "0"), cell(0, "0")]])
    #expect(!level.all.contains { $0.attributes["transform"] != nil })
    let columns = (0..<9).map { "y_long_name_\($0)" }
    let slanted = try drawing(rows: ["a"], columns: columns, [])
    #expect(slanted.all.count { $0.attributes["transform", default: ""].contains("rotate") } == 9)
  }

  @Test("slanted names end below their columns and stay within the drawing")
  func slant() throws {
    let columns = (0..<8).map { "\($0) " + String(repeating: "long name ", count: 6) }
    let drawing = try drawing(rows: ["r"], columns: columns, [])
    let box = try #require(drawing.attributes["viewBox"]).split(separator: " ")
    let height = try #require(box.last.flatMap { Double($0) })
    let names = drawing.elements(named: "text").filter { $0.attributes["transform"] != nil }
    for (name, cell) in zip(names, drawing.elements(named: "rect")) {
      let transform = try #require(name.attributes["transform"])
      let place = try #require(transform.firstMatch(of: /translate\(([0-9.]+)\s([0-9.]+)\)/))
      let (x, y) = (try #require(Double(place.output.1)), try #require(Double(place.output.2)))
      let (left, width) = (try cell.number("x"), try cell.number("width"))
      #expect((left...left + width).contains(x))
      // At 45° a text reaches as far down as to the left.
      let reach = TextWidth.of(name.text) / 2.0.squareRoot()
      #expect(x - reach >= 0 && y + reach <= height)
      #expect(name.text.hasSuffix("…"))
    }
  }

  @Test("texts have room in their cells, also in a table of many columns", arguments: [1, 8, 40])
  func room(count: Int) throws {
    let columns = (0..<count).map { "column \($0)" }
    let drawing = try drawing(
      rows: ["row"], columns: columns, [columns.map { _ in cell(0.5, "−12.3 %") }])
    #expect((drawing.attributes["style"] != nil) == (count == 40))
    for mark in drawing.elements(class: "mark") {
      let (box, text) = (mark.elements(named: "rect")[0], mark.elements(named: "text")[0])
      let style = try #require(text.attributes["style"]?.firstMatch(of: /font-size:([0-9.]+)px/))
      let size = try #require(Double(style.output.1))
      let room = try box.number("width")
      #expect(text.text == "−12.3 %" && size >= 8.99)
      #expect(TextWidth.of(text.text, size: size) <= room + 1)
    }
  }
}
