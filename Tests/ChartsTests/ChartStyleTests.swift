import Charts
import Testing

@Suite struct ChartStyleTests {
  private let css = ChartStyle.css

  @Test("every selector begins with the drawings' class")
  func scope() {
    let rules = css.matches(of: /([^{}]+)\{/).map { $0.output.1.trimmingPrefix(/\s+/) }
    let selectors = rules.filter { !$0.hasPrefix("@") }
    #expect(selectors.count > 20)
    for selector in selectors {
      #expect(
        selector == ".chart" || selector.hasPrefix(".chart ") || selector.hasPrefix(".chart."))
      #expect(!selector.contains(","))
    }
  }

  @Test("braces are in pairs, and nothing is fetched")
  func form() {
    #expect(css.count { $0 == "{" } == css.count { $0 == "}" })
    for word in ["url(", "@import", "http", "<"] { #expect(!css.contains(word)) }
  }

  @Test("every variable that is used is defined")
  func variables() throws {
    let colours = try StyleColours()
    let used = css.matches(of: /var\((--[a-z0-9-]+)\)/).map { String($0.output.1) }
    #expect(!used.isEmpty)
    for name in used { #expect(colours.light[name] != nil, "\(name)") }
  }

  @Test("a drawing is not broken between pages")
  func paper() {
    #expect(css.contains("break-inside:avoid"))
  }
}
