import Charts
import Testing

@Suite struct SeriesColourTests {
  /// How a series' sample is drawn: its colour, its dashes and its marker's shape.
  private func look(_ colour: SeriesColour) throws -> [String] {
    let swatch = try parsed(colour.swatch)
    let line = try #require(swatch.elements(class: "line").first)
    let marker = try #require(swatch.children.last)
    let shape = marker.attributes["points"] ?? marker.name
    return [
      line.attributes["style", default: ""], line.attributes["stroke-dasharray", default: ""],
      shape,
    ]
  }

  @Test("a hundred series look all different, and none like what belongs to no series")
  func distinct() throws {
    let looks = try ((0..<100).map { SeriesColour(index: $0) } + [.neutral]).map(look)
    #expect(Set(looks).count == 101)
  }

  @Test("the first eight are solid lines; after that colours come again, with other dashes")
  func rounds() throws {
    let looks = try (0..<24).map { try look(SeriesColour(index: $0)) }
    #expect(Set(looks[..<8].map { $0[0] }).count == 8)
    #expect(looks[..<8].allSatisfy { $0[1].isEmpty })
    for index in 0..<16 {
      #expect(looks[index][0] == looks[index + 8][0])
      #expect(looks[index][1] != looks[index + 8][1])
      #expect(looks[index][2] != looks[index + 8][2])
    }
  }

  @Test("a sample says nothing to who listens, and is no mark of a chart")
  func silence() throws {
    let swatch = try parsed(SeriesColour(index: 3).swatch)
    #expect(swatch.attributes["aria-hidden"] == "true" && swatch.classes.contains("chart"))
    #expect(swatch.elements(class: "mark").isEmpty)
  }

  @Test("the sample of a second line differs from that of the first")
  func secondary() throws {
    let colour = SeriesColour(index: 0)
    #expect(colour.swatch(isSecondary: true) != colour.swatch)
    #expect(try parsed(colour.swatch(isSecondary: true)).elements(class: "second").count == 1)
  }
}
