import Charts
import Testing

@Suite struct DivergingScaleTests {
  @Test(
    "levels are fifths of the limit, rounded, and end at it",
    arguments: [
      (0, 0), (0.09, 0), (0.11, 1), (-0.31, -2), (1, 5), (-1, -5), (7, 5), (-1e300, -5),
    ])
  func levels(value: Double, level: Int) {
    #expect(DivergingScale.level(of: 2 * value, limit: 2) == level)
  }

  @Test("what cannot be compared with a limit is neutral")
  func neutral() {
    #expect(DivergingScale.level(of: 1, limit: 0) == 0)
    #expect(DivergingScale.level(of: 1, limit: .nan) == 0)
    #expect(DivergingScale.level(of: .nan, limit: 1) == 0)
  }

  @Test("the text of a cell stands out from its colour by 4.5 : 1")
  func text() throws {
    let colours = try StyleColours()
    for mode in [colours.light, colours.dark, colours.print] {
      for level in -5...5 {
        let fill = try #require(mode["--chart-level\(level)"])
        let text = try #require(mode["--chart-level\(level)-text"])
        #expect(contrast(fill, text) >= 4.5, "level \(level)")
      }
    }
  }

  @Test("less than zero is blue, more is orange, and zero is grey")
  func hues() throws {
    let colours = try StyleColours()
    for mode in [colours.light, colours.dark] {
      let (low, high) = (
        try #require(mode["--chart-level-5"]), try #require(mode["--chart-level5"])
      )
      let middle = try #require(mode["--chart-level0"])
      #expect(low[2] > low[1] && low[1] > low[0])
      #expect(high[0] > high[1] && high[1] > high[2])
      #expect((middle.max() ?? 1) - (middle.min() ?? 0) < 0.05)
    }
  }
}
