/// How one series of several is drawn: a colour, and from the ninth on a pattern of dashes and a
/// shape that tell it from those before with the same colour.
package struct SeriesColour: Hashable, Sendable {
  /// Which series it is; nil for what belongs to none.
  private let index: Int?

  /// What belongs to no series.
  package static let neutral = SeriesColour(index: nil)

  /// The look of a series, by its place among all, from 0.
  package init(index: Int) {
    self.init(index: Optional(max(0, index)))
  }

  private init(index: Int?) {
    self.index = index
  }

  /// The colour in CSS.
  var css: String {
    let entry = index.map { Palette.series[$0 % Palette.series.count] } ?? Palette.neutral
    return "var(\(entry.variable))"
  }

  /// How many series before have the same colour.
  private var round: Int { (index ?? 0) / Palette.series.count }

  /// Dashes and gaps: none at first, then a dash, then a dash and a dot, then with two dots …
  var dashes: String? {
    guard round > 0 else { return nil }
    return (["7 3"] + Array(repeating: "1.5 3", count: round - 1)).joined(separator: " ")
  }

  /// What stands at a point.
  var marker: MarkerShape {
    MarkerShape.allCases[round % MarkerShape.allCases.count]
  }

  /// A sample of the line for a legend beside the drawing: an `<svg>` element as large as a word,
  /// that says nothing by itself.
  package func swatch(isSecondary: Bool = false) -> String {
    let line = LineLook(self, isSecondary: isSecondary)
      .apply(to: SVGElement("path").with(["d": "M1 6H31"]))
    let marker = marker.element(x: 16, y: 6, radius: 3.5).with(["style": "fill:\(css)"])
    return SVGElement("svg", class: "chart swatch", isSecondary ? [line] : [line, marker]).with([
      "viewBox": "0 0 32 12", "width": "32", "height": "12", "aria-hidden": "true",
    ]).text
  }

  /// A sample of the line for a legend beside the drawing.
  package var swatch: String { swatch() }
}
