/// How often something was so, against how likely it was held to be: points with intervals beside
/// the line on which both are equal, before the distribution of what it was held to be.
package struct ReliabilityChart: Chart {
  package let title, summary: String
  private let x, y: Axis
  /// Those that can be shown.
  private let points: [Point]
  private let distribution: [Double]
  private let highest: Double
  private let colour: SeriesColour

  /// The tallest bar of the distribution is this part of the plot's height.
  private static let barShare = 0.2

  /// A chart of points on two linear axes from 0 on.
  ///
  /// - Parameters:
  ///   - points: From left to right; one that is not finite is not drawn and is no mark.
  ///   - distribution: What is in each of equal parts from 0 to `highest`.
  package init(
    title: String, summary: String, x: Axis, y: Axis, points: [Point], distribution: [Double],
    highest: Double, colour: SeriesColour
  ) {
    (self.title, self.summary) = (title, summary)
    self.x = Axis(x.label, scale: .linear(including: 0), ticks: x.tickStyle)
    self.y = Axis(y.label, scale: .linear(including: 0), ticks: y.tickStyle)
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    self.distribution = distribution.map { $0 > 0 && $0.isFinite ? $0 : 0 }
    (self.highest, self.colour) = (highest.isFinite ? highest : 0, colour)
  }

  /// A point with the interval of its height.
  package struct Point: Sendable {
    /// What is told of it where one points at it.
    package let name: String
    /// Its place, and the ends of the interval of its height.
    package let x, y, low, high: Double

    /// A point; an interval with an end that is not finite is not drawn.
    package init(name: String, x: Double, y: Double, low: Double, high: Double) {
      (self.name, self.x, self.y) = (name, x, y)
      (self.low, self.high) = (min(low, high), max(low, high))
    }

    fileprivate var hasInterval: Bool { low.isFinite && high.isFinite }
  }

  /// One mark for each point that can be shown, and one for the distribution if there is any.
  package var markCount: Int { points.count + (hasDistribution ? 1 : 0) }

  private var hasDistribution: Bool { distribution.contains { $0 > 0 } && highest > 0 }

  package func svg(id: String) -> String {
    let across = points.map(\.x) + (hasDistribution ? [highest] : [])
    let up = points.flatMap { $0.hasInterval ? [$0.y, $0.low, $0.high] : [$0.y] }
    let area = PlotArea(x: x, AxisRange.of(across, on: x), y: y, AxisRange.of(up, on: y))
    var parts = area.axes
    if hasDistribution { parts.append(bars(in: area)) }
    parts.append(identity(in: area))
    let line = LinePath(points.map { place($0, in: area) })
    if !line.description.isEmpty {
      let path = SVGElement("path").with(["d": line.description])
      parts.append(LineLook(colour, isSecondary: false).apply(to: path))
    }
    parts += points.map { mark($0, in: area) }
    if points.isEmpty { parts.append(area.frame.emptiness) }
    return drawing(id: id, height: PlotArea.fullHeight, parts)
  }

  private func place(_ point: Point, in area: PlotArea) -> LinePath.Place {
    LinePath.Place(x: area.x(point.x), y: area.y(point.y))
  }

  private func mark(_ point: Point, in area: PlotArea) -> SVGElement {
    let place = place(point, in: area)
    var text =
      "\(point.name): \(x.label) \(NumberText.of(point.x, style: x.tickStyle)), "
      + "\(y.label) \(NumberText.of(point.y, style: y.tickStyle))"
    var whisker: [SVGElement] = []
    if point.hasInterval {
      let ends = [point.low, point.high].map { NumberText.of($0, style: y.tickStyle) }
      text += " (\(ends[0]) to \(ends[1]))"
      let path = "M\(place.x.coordinate) \(area.y(point.low).coordinate)"
      whisker = [
        SVGElement("path", class: "line second").with([
          "d": path + "V\(area.y(point.high).coordinate)", "style": "stroke:\(colour.css)",
        ])
      ]
    }
    let dot = colour.marker.element(x: place.x, y: place.y, radius: 4)
      .with(["style": "fill:\(colour.css)"])
    return SVGElement("g", class: "mark", [SVGElement("title", text: text)] + whisker + [dot])
  }

  /// The line on which both are equal, as far as both axes go.
  private func identity(in area: PlotArea) -> SVGElement {
    let low = max(area.x.range.lowerBound, area.y.range.lowerBound)
    let high = min(area.x.range.upperBound, area.y.range.upperBound)
    let ends = [low, high].map { "\(area.x($0).coordinate) \(area.y($0).coordinate)" }
    return SVGElement("path", class: "reference").with(["d": "M\(ends[0])L\(ends[1])"])
  }

  private func bars(in area: PlotArea) -> SVGElement {
    let frame = area.frame
    let most = distribution.max() ?? 1
    var path = "M\(area.x(0).coordinate) \(frame.bottom.coordinate)"
    for (part, weight) in distribution.enumerated() {
      // What is there is seen, however little it is.
      let height =
        weight > 0
        ? max(weight / most * Self.barShare * (frame.bottom - frame.top), 1) : 0
      let end = highest * (Double(part + 1) / Double(distribution.count))
      path += "V\((frame.bottom - height).coordinate)H\(area.x(end).coordinate)"
    }
    path += "V\(frame.bottom.coordinate)"
    let title = "rows by \(x.label), at most \(NumberText.of(most, style: .integer)) in a bar"
    return SVGElement(
      "g", class: "mark",
      [
        SVGElement("title", text: title),
        SVGElement("path", class: "light")
          .with(["d": path, "style": "fill:\(SeriesColour.neutral.css)"]),
      ])
  }
}
