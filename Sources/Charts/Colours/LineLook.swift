/// How a line is drawn: a first line of a series thick, a second one thin and in short dashes.
struct LineLook: Sendable {
  private let colour: SeriesColour
  private let isSecondary: Bool

  /// The look of a series' first or second line.
  init(_ colour: SeriesColour, isSecondary: Bool) {
    (self.colour, self.isSecondary) = (colour, isSecondary)
  }

  /// The path as such a line.
  func apply(to path: SVGElement) -> SVGElement {
    path.with([
      "class": isSecondary ? "line second" : "line", "style": "stroke:\(colour.css)",
      "stroke-dasharray": colour.dashes ?? (isSecondary ? "3 2" : nil),
    ])
  }
}
