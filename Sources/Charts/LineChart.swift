/// Values over a common axis, one line for each series.
package struct LineChart: Chart {
  package let title, summary: String
  private let x, y: Axis
  private let lines: [Line]
  private let references: [Reference]

  /// A chart of lines. One without a point that its axes can show has its mark too, an empty one.
  package init(
    title: String, summary: String, x: Axis, y: Axis, lines: [Line], references: [Reference] = []
  ) {
    (self.title, self.summary) = (title, summary)
    (self.x, self.y, self.lines, self.references) = (x, y, lines, references)
  }

  /// One series.
  package struct Line: Sendable {
    /// What it is called.
    package let name: String
    /// How it is drawn.
    package let colour: SeriesColour
    /// The points in the order in which they are joined.
    package let points: [Point]
    /// Whether it is thin and in dashes.
    package let isSecondary: Bool

    /// A series' points in the order in which they are joined; a secondary line is thin and in
    /// dashes.
    package init(name: String, colour: SeriesColour, points: [Point], isSecondary: Bool = false) {
      (self.name, self.colour, self.points) = (name, colour, points)
      self.isSecondary = isSecondary
    }
  }

  /// A point of a line.
  package struct Point: Sendable {
    /// Its place from left to right.
    package let x: Double
    /// Its value; nil breaks the line.
    package let y: Double?

    /// A point; the line is broken where there is no value, or none that the axis can show.
    package init(x: Double, y: Double?) {
      (self.x, self.y) = (x, y)
    }
  }

  /// A value to compare the lines with.
  package struct Reference: Sendable {
    let name: String
    let value: Double

    /// A thin line across the chart, with its name.
    package init(name: String, value: Double) {
      (self.name, self.value) = (name, value)
    }
  }

  /// One mark for each line.
  package var markCount: Int { lines.count }

  package func svg(id: String) -> String {
    let points = lines.flatMap(\.points).filter(isShown)
    let values = points.compactMap(\.y) + references.map(\.value)
    let area = PlotArea(
      x: x, AxisRange.of(points.map(\.x), on: x, margin: 0), y: y, AxisRange.of(values, on: y))
    let shown = references.filter { y.shows($0.value) }
    var parts = area.axes + shown.map { rule($0, in: area) } + lines.map { mark($0, in: area) }
    var names = ReferenceNames(in: area.frame, around: points.compactMap { place($0, in: area) })
    parts += shown.map { names.element($0.name, at: area.y($0.value)) }
    if points.isEmpty { parts.append(area.frame.emptiness) }
    return drawing(id: id, height: PlotArea.fullHeight, parts)
  }

  private func isShown(_ point: Point) -> Bool {
    x.shows(point.x) && y.shown(point.y) != nil
  }

  /// Where a point lies, if the axes can show it.
  private func place(_ point: Point, in area: PlotArea) -> LinePath.Place? {
    guard isShown(point), let value = point.y else { return nil }
    return LinePath.Place(x: area.x(point.x), y: area.y(value))
  }

  private func mark(_ line: Line, in area: PlotArea) -> SVGElement {
    let path = LinePath(line.points.map { place($0, in: area) })
    var mark = SVGElement("g", class: "mark", [SVGElement("title", text: line.name)])
    if !path.description.isEmpty {
      let element = SVGElement("path").with(["d": path.description])
      mark.append(LineLook(line.colour, isSecondary: line.isSecondary).apply(to: element))
    }
    mark.append(
      path.alone.map { place in
        line.colour.marker.element(x: place.x, y: place.y, radius: line.isSecondary ? 2 : 3)
          .with(["style": "fill:\(line.colour.css)"])
      })
    return mark
  }

  private func rule(_ reference: Reference, in area: PlotArea) -> SVGElement {
    let (left, right) = (area.frame.left.coordinate, area.frame.right.coordinate)
    return SVGElement("path", class: "reference")
      .with(["d": "M\(left) \(area.y(reference.value).coordinate)H\(right)"])
  }
}
