import Charts
import Testing

@Suite struct ChartTests {
  @Test("a drawing is well-formed and has as many marks as it says", arguments: examples)
  func marks(example: Example) throws {
    let drawing = try parsed(example.svg)
    #expect(drawing.name == "svg" && drawing.classes == ["chart"])
    #expect(drawing.elements(class: "mark").count == example.chart.markCount)
  }

  @Test(
    "a drawing has a name and a text alternative, by identifiers of its own", arguments: examples)
  func alternative(example: Example) throws {
    let drawing = try parsed(example.svg)
    #expect(drawing.attributes["role"] == "img")
    let names = try #require(drawing.attributes["aria-labelledby"]).split(separator: " ")
    let named = names.map { name in drawing.all.filter { $0.attributes["id"] == String(name) } }
    #expect(named.map(\.count) == [1, 1])
    #expect(named.first?.first?.text == example.chart.title)
    #expect(named.last?.first?.text == example.chart.summary)
    let other = Set(try identifiers(example.chart.svg(id: "other")))
    let own = try identifiers(example.svg)
    #expect(Set(own).count == own.count && other.isDisjoint(with: own))
  }

  private func identifiers(_ svg: String) throws -> [String] {
    try parsed(svg).all.compactMap { $0.attributes["id"] }
  }

  @Test("all numbers are numbers, with two decimals at most", arguments: examples)
  func numbers(example: Example) throws {
    for element in try parsed(example.svg).all {
      for (name, value) in element.attributes where geometry.contains(name) {
        let rest = value.replacing(/-?[0-9]+(\.[0-9]{1,2})?/, with: "")
        #expect(rest.allSatisfy { "MLHVv ,%".contains($0) }, "\(name)=\(value)")
      }
    }
  }

  private let geometry = [
    "d", "points", "x", "y", "cx", "cy", "r", "width", "height", "viewBox",
  ]

  @Test("what is drawn lies in the drawing", arguments: examples)
  func bounds(example: Example) throws {
    let drawing = try parsed(example.svg)
    let box = try #require(drawing.attributes["viewBox"]).split(separator: " ").compactMap {
      Double($0)
    }
    #expect(box.count == 4 && box[0] == 0 && box[1] == 0 && box[2] >= 480)
    for element in drawing.all where element.name != "svg" {
      for (names, limit) in [(["x", "cx"], box[2]), (["y", "cy"], box[3])] {
        for place in names.compactMap({ element.attributes[$0] }).compactMap(Double.init) {
          #expect((0...limit).contains(place), "\(element.name) at \(place)")
        }
      }
    }
  }

  @Test("texts do not leave the drawing at its sides", arguments: examples)
  func texts(example: Example) throws {
    let drawing = try parsed(example.svg)
    let width = try #require(
      drawing.attributes["viewBox"]?.split(separator: " ").dropFirst(2).first)
    let right = try #require(Double(width))
    for text in drawing.elements(named: "text") where text.attributes["x"] != nil {
      let span = try span(of: text)
      #expect(span.lowerBound >= -0.5 && span.upperBound <= right + 0.5, "\(text.text)")
    }
  }

  @Test("labels of ticks do not overlap", arguments: examples)
  func ticks(example: Example) throws {
    let labels = try parsed(example.svg).elements(class: "tick")
    let across = try labels.filter { $0.classes.contains("middle") }.map(span)
    for (one, next) in zip(across, across.dropFirst()) {
      #expect(one.upperBound < next.lowerBound)
    }
    let upright = try labels.filter { $0.classes.contains("end") }.map { try $0.number("y") }
    for (one, next) in zip(upright, upright.dropFirst()) { #expect(one - next >= 12) }
  }

  /// From where to where a text reaches.
  private func span(of text: ParsedElement) throws -> ClosedRange<Double> {
    let size = text.attributes["style"]?.firstMatch(of: /font-size:([0-9.]+)px/)
      .flatMap { Double($0.output.1) }
    let width = TextWidth.of(
      text.text + text.children.map(\.text).joined(), size: size ?? TextWidth.fontSize)
    let place = try text.number("x")
    if text.classes.contains("end") { return place - width...place }
    return text.classes.contains("middle")
      ? place - width / 2...place + width / 2 : place...place + width
  }

  @Test("a drawing does nothing and fetches nothing", arguments: examples)
  func inert(example: Example) throws {
    for element in try parsed(example.svg).all {
      #expect(
        ["svg", "title", "desc", "g", "path", "circle", "polygon", "rect", "text", "tspan"]
          .contains(element.name))
      for (name, value) in element.attributes {
        #expect(!name.hasPrefix("on") && !name.contains("href") && !value.contains("url("))
      }
    }
  }

  @Test("long and hostile names are whole in the tooltips, and shortened where they are drawn")
  func names() throws {
    let drawn = examples.filter { $0.testDescription.contains("hostile") }
    #expect(drawn.count == 8)
    for example in drawn {
      let drawing = try parsed(example.svg)
      let titles = drawing.elements(class: "mark").compactMap(\.title)
      #expect(titles.contains { $0.contains(hostileName) }, "\(example.testDescription)")
      #expect(!drawing.elements(named: "text").contains { $0.text.contains(hostileName) })
    }
  }
}
