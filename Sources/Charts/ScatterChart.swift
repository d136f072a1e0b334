/// Named points over two axes, and the front of those that no other beats in both.
package struct ScatterChart: Chart {
  package let title, summary: String
  private let x, y: Axis
  /// Those that the axes can show.
  private let points: [Point]
  /// Those on the front, from left to right; none where all are in one place.
  private let front: [Point]
  private let isLessBetter: Bool

  /// A chart of points. Those on the front are given by their indices. `lessIsBetter` says whether
  /// small values are the good ones on the axis from left to right: then the front's steps first go
  /// right, otherwise first up or down.
  package init(
    title: String, summary: String, x: Axis, y: Axis, points: [Point], front: [Int] = [],
    lessIsBetter: Bool = false
  ) {
    (self.title, self.summary, self.x, self.y) = (title, summary, x, y)
    self.points = points.filter { x.shows($0.x) && y.shows($0.y) }
    let known = Set(front).filter(points.indices.contains).map { points[$0] }
      .filter { x.shows($0.x) && y.shows($0.y) }
    let isOnePlace = known.allSatisfy { $0.x == known[0].x && $0.y == known[0].y }
    self.front = isOnePlace ? [] : known.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    isLessBetter = lessIsBetter
  }

  /// A point with a name.
  package struct Point: Sendable {
    /// What it is called.
    package let name: String
    /// Its values on the two axes.
    package let x, y: Double
    /// How it is drawn.
    package let colour: SeriesColour

    /// A point; one that the axes cannot show is not drawn and is no mark.
    package init(name: String, x: Double, y: Double, colour: SeriesColour) {
      (self.name, self.x, self.y, self.colour) = (name, x, y, colour)
    }
  }

  /// One mark for each point that the axes can show, and one for the front if it has two or more
  /// apart.
  package var markCount: Int { points.count + (front.isEmpty ? 0 : 1) }

  package func svg(id: String) -> String {
    let area = PlotArea(
      x: x, AxisRange.of(points.map(\.x), on: x, margin: 0.08),
      y: y, AxisRange.of(points.map(\.y), on: y, margin: 0.08))
    var parts = area.axes
    if !front.isEmpty { parts.append(frontLine(in: area)) }
    parts += marks(in: area)
    if points.isEmpty { parts.append(area.frame.emptiness) }
    return drawing(id: id, height: PlotArea.fullHeight, parts)
  }

  private func place(_ point: Point, in area: PlotArea) -> LinePath.Place {
    LinePath.Place(x: area.x(point.x), y: area.y(point.y))
  }

  private func frontLine(in area: PlotArea) -> SVGElement {
    let places = front.map { place($0, in: area) }
    let steps = places.dropFirst().map { place in
      let (x, y) = (place.x.coordinate, place.y.coordinate)
      return isLessBetter ? "H\(x)V\(y)" : "V\(y)H\(x)"
    }
    let start = places.first.map { "M\($0.x.coordinate) \($0.y.coordinate)" } ?? ""
    let path = SVGElement("path", class: "front").with(["d": start + steps.joined()])
    return SVGElement("g", class: "mark", [SVGElement("title", text: "Pareto front"), path])
  }

  private func marks(in area: PlotArea) -> [SVGElement] {
    let places = points.map { place($0, in: area) }
    let bounds = LabelPlacement.Box(
      left: area.frame.left, top: area.frame.top - 6, right: PlotFrame.width,
      bottom: area.frame.bottom)
    var labels = LabelPlacement(in: bounds, around: places)
    return zip(points, places).map { point, place in
      let name = TextWidth.shortened(point.name, to: 150)
      let box = labels.place(width: TextWidth.of(name), beside: place)
      return mark(point, place, label: name, in: box)
    }
  }

  private func mark(
    _ point: Point, _ place: LinePath.Place, label: String, in box: LabelPlacement.Box
  ) -> SVGElement {
    let figures =
      "\(x.label) \(NumberText.of(point.x, style: x.tickStyle)), "
      + "\(y.label) \(NumberText.of(point.y, style: y.tickStyle))"
    // A label left of its point ends there, whatever the font.
    let isLeft = box.right < place.x
    let text = SVGElement("text", class: isLeft ? "halo end" : "halo", text: label)
      .at(["x": isLeft ? box.right : box.left, "y": box.bottom - 3])
    let dot = point.colour.marker.element(x: place.x, y: place.y, radius: 4.5)
      .with(["style": "fill:\(point.colour.css)"])
    return SVGElement(
      "g", class: "mark", [SVGElement("title", text: "\(point.name): \(figures)"), dot, text])
  }
}
