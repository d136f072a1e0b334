/// The part of a drawing that has axes: where it lies, its grid, ticks and labels.
struct PlotFrame: Sendable {
  /// The width of a drawing, in its own units.
  static let width = 480.0
  /// From the baseline of one line of text to the next.
  static let lineHeight = 16.0
  /// So much is free between two labels.
  static let gap = 8.0
  /// What is above a plot whose upright axis has a label.
  static let headHeight = 26.0
  /// What is below a plot: the ticks' labels and the axis' own.
  static let footHeight = 2 * lineHeight + 8

  let left, top, right, bottom: Double

  /// The place of values from left to right.
  func across(_ axis: Axis, _ range: ClosedRange<Double>) -> Projection {
    Projection(
      range: range, start: left, end: right, isLogarithmic: axis.scale.isLogarithmic)
  }

  /// The grid, ticks and label of the axis from left to right, below the plot.
  func foot(_ axis: Axis, _ x: Projection) -> [SVGElement] {
    let marks = axis.marks(along: x) { TextWidth.of($0) }
    let lines = marks.map { "M\($0.place.coordinate) \(top.coordinate)V\(bottom.coordinate)" }
    let labels = marks.map { mark in
      let half = TextWidth.of(mark.text) / 2
      let place = min(max(mark.place, half), Self.width - half)
      return SVGElement("text", class: "quiet middle tick", text: mark.text)
        .at(["x": place, "y": bottom + Self.lineHeight])
    }
    return [SVGElement("path", class: "grid").with(["d": lines.joined()])] + labels
      + [footLabel(axis.label)]
  }

  /// The axis' label, below the middle of the plot, or of the drawing if it is too long for that.
  private func footLabel(_ label: String) -> SVGElement {
    let text = TextWidth.shortened(label, to: Self.width)
    let half = TextWidth.of(text) / 2
    let place = min(max((left + right) / 2, half), Self.width - half)
    return SVGElement("text", class: "middle", text: text)
      .at(["x": place, "y": bottom + 2 * Self.lineHeight + 2])
  }

  /// The grid, ticks and label of the upright axis, left of the plot.
  func side(_ axis: Axis, _ marks: [AxisMark]) -> [SVGElement] {
    let lines = marks.map { "M\(left.coordinate) \($0.place.coordinate)H\(right.coordinate)" }
    let labels = marks.map { mark in
      SVGElement("text", class: "quiet end tick", text: mark.text)
        .at(["x": left - 6, "y": mark.place + 4])
    }
    let label = SVGElement("text", text: TextWidth.shortened(axis.label, to: Self.width))
      .at(["x": 0, "y": 12])
    return [SVGElement("path", class: "grid").with(["d": lines.joined()])] + labels + [label]
  }

  /// The line below the plot.
  var base: SVGElement {
    SVGElement("path", class: "rule")
      .with(["d": "M\(left.coordinate) \(bottom.coordinate)H\(right.coordinate)"])
  }

  /// What stands in a plot that has nothing to show.
  var emptiness: SVGElement {
    SVGElement("text", class: "quiet middle", text: "no data")
      .at(["x": (left + right) / 2, "y": (top + bottom) / 2 + 4])
  }
}
