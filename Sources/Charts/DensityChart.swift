/// How much lies in each part of a plane over two axes of one range, darker where there is more,
/// with the line on which both are equal.
package struct DensityChart: Chart {
  package let title, summary: String
  private let x, y: Axis
  private let range: ClosedRange<Double>
  private let weights: [[Double]]
  private let colour: SeriesColour
  private let levels: [Level]

  /// A chart of a grid of equal parts.
  ///
  /// - Parameters:
  ///   - range: That of both axes, which are linear.
  ///   - weights: For each line of parts, the lowest first, from left to right what is in each;
  ///     nothing in those that are not positive.
  package init(
    title: String, summary: String, x: Axis, y: Axis, range: ClosedRange<Double>,
    weights: [[Double]], colour: SeriesColour
  ) {
    (self.title, self.summary) = (title, summary)
    self.x = Axis(x.label, ticks: x.tickStyle)
    self.y = Axis(y.label, ticks: y.tickStyle)
    (self.range, self.weights, self.colour) = (range, weights, colour)
    levels = Level.all(of: weights.flatMap(\.self))
  }

  /// Parts that are drawn alike, with more in them than in those of the level below.
  private struct Level {
    let bounds: ClosedRange<Double>
    let opacity: String

    /// From the palest on.
    private static let opacities = ["0.35", "0.55", "0.75", "1"]
    /// So many times as much as the level below reaches to.
    private static let step = 4.0

    /// The levels in which there are parts.
    static func all(of weights: [Double]) -> [Level] {
      let held = weights.filter { $0 > 0 && $0.isFinite }
      guard let most = held.max() else { return [] }
      // Of whole numbers the bounds are as well.
      let isWhole = held.allSatisfy { $0 == $0.rounded() }
      var upper = most
      var levels: [Level] = []
      for opacity in opacities.reversed() {
        let lower = opacity == opacities.first ? 0 : upper / step
        let members = held.filter { $0 > lower && $0 <= upper }
        if let least = members.min() {
          let bound = upper == most || !isWhole ? upper : upper.rounded(.down)
          levels.append(Level(bounds: least...max(least, bound), opacity: opacity))
        }
        upper = lower
      }
      return levels.reversed()
    }

    /// What is in its parts, in words.
    var text: String {
      let most = NumberText.of(bounds.upperBound, style: .integer)
      return bounds.lowerBound == bounds.upperBound ? most : "≤ \(most)"
    }
  }

  /// One mark for each level.
  package var markCount: Int { levels.count }

  package func svg(id: String) -> String {
    let key = key
    let ends = [range.lowerBound, range.upperBound]
    let area = PlotArea(
      x: x, AxisRange.of(ends, on: x, margin: 0),
      y: Axis(
        TextWidth.shortened(y.label, to: max(key.left - PlotFrame.gap, 0)), ticks: y.tickStyle),
      AxisRange.of(ends, on: y, margin: 0))
    var parts = area.axes + levels.map { mark($0, in: area) } + [identity(in: area)] + key.elements
    if levels.isEmpty { parts.append(area.frame.emptiness) }
    return drawing(id: id, height: PlotArea.fullHeight, parts)
  }

  private func mark(_ level: Level, in area: PlotArea) -> SVGElement {
    let (start, end) = (area.x(range.lowerBound), area.x(range.upperBound))
    let (bottom, top) = (area.y(range.lowerBound), area.y(range.upperBound))
    let height = (bottom - top) / Double(max(weights.count, 1))
    var path = ""
    for (line, weights) in weights.enumerated() {
      let lower = bottom - Double(line) * height
      let width = (end - start) / Double(max(weights.count, 1))
      for run in weights.indices.filter({ level.bounds.contains(weights[$0]) }).runs {
        let (left, right) = (
          (start + Double(run.lowerBound) * width).coordinate,
          (start + Double(run.upperBound) * width).coordinate
        )
        path += "M\(left) \(lower.coordinate)H\(right)V\((lower - height).coordinate)H\(left)"
      }
    }
    return SVGElement(
      "g", class: "mark",
      [
        SVGElement("title", text: "\(y.label) by \(x.label): \(level.text)"),
        SVGElement("path", class: "parts").with([
          "d": path, "style": "fill:\(colour.css);fill-opacity:\(level.opacity)",
        ]),
      ])
  }

  private func identity(in area: PlotArea) -> SVGElement {
    let frame = area.frame
    return SVGElement("path", class: "reference").with([
      "d": "M\(frame.left.coordinate) \(frame.bottom.coordinate)"
        + "L\(frame.right.coordinate) \(frame.top.coordinate)"
    ])
  }

  /// A sample of each level with what it stands for, above the plot at its right end.
  private var key: (elements: [SVGElement], left: Double) {
    var elements: [SVGElement] = []
    var right = PlotFrame.width
    for level in levels.reversed() {
      elements.append(
        SVGElement("text", class: "quiet end", text: level.text).at(["x": right, "y": 12]))
      let left = right - TextWidth.of(level.text) - 14
      elements.append(
        SVGElement("rect").at(["x": left, "y": 2, "width": 11, "height": 11])
          .with(["style": "fill:\(colour.css);fill-opacity:\(level.opacity)"]))
      right = left - 10
    }
    return (elements, right)
  }
}

extension [Int] {
  /// Ascending numbers as ranges of those that follow each other.
  fileprivate var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    for number in self {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
    return runs
  }
}
