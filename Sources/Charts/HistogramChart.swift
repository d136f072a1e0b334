/// How much lies in each part of a range, as upright bars side by side.
package struct HistogramChart: Chart {
  package let title, summary: String
  private let x, y: Axis
  private let range: ClosedRange<Double>
  private let weights: [Double]
  private let colour: SeriesColour
  private let reference: Double?

  /// A chart of bars of one width that fill a range.
  ///
  /// - Parameters:
  ///   - x: A linear axis.
  ///   - y: A linear axis, which begins at 0.
  ///   - weights: What is in each part, from left to right; nothing in those that are not positive.
  ///   - reference: A value on the axis from left to right to compare with.
  package init(
    title: String, summary: String, x: Axis, y: Axis, range: ClosedRange<Double>,
    weights: [Double], colour: SeriesColour, reference: Double? = nil
  ) {
    (self.title, self.summary) = (title, summary)
    self.x = Axis(x.label, ticks: x.tickStyle)
    self.y = Axis(y.label, scale: .linear(including: 0), ticks: y.tickStyle)
    (self.range, self.weights, self.colour) = (range, weights, colour)
    self.reference = reference.flatMap { range.contains($0) ? $0 : nil }
  }

  /// One mark for each part with something in it.
  package var markCount: Int { weights.count(where: isHeld) }

  private func isHeld(_ weight: Double) -> Bool { weight > 0 && weight.isFinite }

  package func svg(id: String) -> String {
    let area = PlotArea(
      x: x, AxisRange.of([range.lowerBound, range.upperBound], on: x, margin: 0),
      y: y, AxisRange.of(weights.filter(isHeld), on: y))
    var parts = area.axes
    parts += weights.indices.filter { isHeld(weights[$0]) }.map { mark($0, in: area) }
    if let reference {
      parts.append(
        SVGElement("path", class: "reference").with([
          "d": "M\(area.x(reference).coordinate) \(area.frame.top.coordinate)"
            + "V\(area.frame.bottom.coordinate)"
        ]))
    }
    if markCount == 0 { parts.append(area.frame.emptiness) }
    return drawing(id: id, height: PlotArea.fullHeight, parts)
  }

  private func mark(_ part: Int, in area: PlotArea) -> SVGElement {
    let frame = area.frame
    let start = area.x(range.lowerBound)
    let width = (area.x(range.upperBound) - start) / Double(weights.count)
    // What is there is seen, however little it is.
    let height = max(frame.bottom - area.y(weights[part]), 1)
    let ends = [part, part + 1].map { end in
      NumberText.of(edge(end), style: x.tickStyle)
    }
    let held = NumberText.of(weights[part], style: y.tickStyle)
    return SVGElement(
      "g", class: "mark",
      [
        SVGElement("title", text: "\(x.label), \(ends[0]) to \(ends[1]): \(held)"),
        SVGElement("rect").at([
          "x": start + Double(part) * width + 0.5, "y": frame.bottom - height,
          "width": max(width - 1, 0.5), "height": height,
        ]).with(["style": "fill:\(colour.css)"]),
      ])
  }

  /// The value between two parts.
  private func edge(_ number: Int) -> Double {
    let share = Double(number) / Double(weights.count)
    return range.lowerBound * (1 - share) + range.upperBound * share
  }
}
