/// Values with intervals, one row each, below each other.
package struct IntervalChart: Chart {
  package let title, summary: String
  private let x: Axis
  private let rows: [Row]
  private let reference: Double?

  private static let rowHeight = 22.0
  private static let top = 6.0

  /// A chart of rows, with an upright line at a value to compare them with.
  package init(title: String, summary: String, x: Axis, rows: [Row], reference: Double? = 0) {
    (self.title, self.summary) = (title, summary)
    (self.x, self.rows, self.reference) = (x, rows, x.shown(reference))
  }

  /// A value with an interval.
  package struct Row: Sendable {
    let name: String
    let value, low, high: Double?
    let colour: SeriesColour

    /// A row; without both ends of the interval it is a dot, without a value a dash.
    package init(
      name: String, value: Double?, low: Double? = nil, high: Double? = nil, colour: SeriesColour
    ) {
      (self.name, self.value, self.colour) = (name, value, colour)
      (self.low, self.high) = (low, high)
    }
  }

  /// One mark for each row.
  package var markCount: Int { rows.count }

  package func svg(id: String) -> String {
    let names = RowNames(rows.map(\.name))
    let frame = PlotFrame(
      left: names.width + 14, top: Self.top, right: PlotFrame.width - 14,
      bottom: Self.top + Self.rowHeight * Double(max(1, rows.count)))
    let values = rows.flatMap { [$0.value, $0.low, $0.high] } + [reference]
    let x = frame.across(x, AxisRange.of(values.compactMap(\.self), on: x))
    var parts = frame.foot(self.x, x) + [frame.base]
    if let reference { parts.append(rule(at: x(reference), in: frame)) }
    parts += rows.indices.map { row in
      let middle = frame.top + (Double(row) + 0.5) * Self.rowHeight
      return mark(rows[row], names.element(row, middle: middle), x, middle: middle)
    }
    return drawing(id: id, height: frame.bottom + PlotFrame.footHeight, parts)
  }

  private func rule(at place: Double, in frame: PlotFrame) -> SVGElement {
    SVGElement("path", class: "reference").with([
      "d": "M\(place.coordinate) \(frame.top.coordinate)V\(frame.bottom.coordinate)"
    ])
  }

  private func mark(_ row: Row, _ name: SVGElement, _ x: Projection, middle: Double)
    -> SVGElement
  {
    var mark = SVGElement("g", class: "mark", [SVGElement("title", text: tooltip(row)), name])
    guard let value = self.x.shown(row.value) else {
      mark.append(
        SVGElement("text", class: "quiet", text: "–").at(["x": x.start + 4, "y": middle + 4]))
      return mark
    }
    if let interval = interval(row) { mark.append(whisker(interval, row.colour, x, middle)) }
    mark.append(
      row.colour.marker.element(x: x(value), y: middle, radius: 4)
        .with(["style": "fill:\(row.colour.css)"]))
    return mark
  }

  /// The interval's ends in order, where the axis shows both.
  private func interval(_ row: Row) -> (low: Double, high: Double)? {
    guard let low = x.shown(row.low), let high = x.shown(row.high) else { return nil }
    return (min(low, high), max(low, high))
  }

  private func whisker(
    _ interval: (low: Double, high: Double), _ colour: SeriesColour, _ x: Projection,
    _ middle: Double
  ) -> SVGElement {
    let (low, high) = (x(interval.low).coordinate, x(interval.high).coordinate)
    let cap = (middle - 4).coordinate
    let path = "M\(low) \(cap)v8M\(high) \(cap)v8M\(low) \(middle.coordinate)H\(high)"
    return SVGElement("path", class: "line").with(["d": path, "style": "stroke:\(colour.css)"])
  }

  private func tooltip(_ row: Row) -> String {
    guard let value = x.shown(row.value) else { return row.name + ": –" }
    let text = row.name + ": " + NumberText.of(value, style: x.tickStyle)
    guard let interval = interval(row) else { return text }
    let ends = [interval.low, interval.high].map { NumberText.of($0, style: x.tickStyle) }
    return "\(text) (\(ends[0]) to \(ends[1]))"
  }
}
