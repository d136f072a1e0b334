/// Where the bars of a chart and what is beside them lie.
struct BarLayout: Sendable {
  private let names: RowNames
  private let tops: [Double]
  private let groups: [BarChart.Group]
  private let frame: PlotFrame
  private let axis: Axis
  /// The place of values.
  let x: Projection

  /// How thick a bar is.
  static let thickness = 14.0
  private static let step = thickness + 3
  private static let groupGap = 8.0
  private static let top = 2.0

  /// A layout with room for all bars and, at their ends, their labels.
  init(_ groups: [BarChart.Group], _ axis: Axis) {
    (self.groups, self.axis) = (groups, axis)
    names = RowNames(groups.map(\.name))
    var bottom = Self.top
    tops = groups.map { group in
      defer { bottom += Double(max(1, group.bars.count)) * Self.step + Self.groupGap }
      return bottom + Self.groupGap / 2
    }
    let labels = groups.flatMap { group in
      group.bars.map { BarLabel($0, in: group, on: axis) }
    }
    let (before, after) = (labels.filter(\.isLeft), labels.filter { !$0.isLeft })
    frame = PlotFrame(
      left: names.width + 10 + Self.room(for: before), top: Self.top,
      right: PlotFrame.width - 4 - Self.room(for: after), bottom: max(bottom, Self.top + Self.step))
    let values = groups.flatMap { $0.bars.compactMap(\.value) }
    x = frame.across(
      axis, AxisRange.of(values, on: axis, margin: axis.scale.isLogarithmic ? 0.04 : 0))
  }

  private static func room(for labels: [BarLabel]) -> Double {
    labels.map { $0.width + 8 }.max() ?? 0
  }

  /// The drawing's height.
  var height: Double { frame.bottom + PlotFrame.footHeight }

  /// The grid, ticks and labels.
  var axes: [SVGElement] { frame.foot(axis, x) }

  /// Where bars begin.
  var origin: Double { axis.scale.isLogarithmic ? x.start : x(0) }

  /// The line at which bars begin.
  var baseline: SVGElement {
    SVGElement("path", class: "rule").with([
      "d": "M\(origin.coordinate) \(frame.top.coordinate)V\(frame.bottom.coordinate)"
    ])
  }

  /// A group's name, beside the middle of its bars.
  func name(of group: Int) -> SVGElement {
    let height = Double(max(1, groups[group].bars.count)) * Self.step
    return names.element(group, middle: tops[group] + height / 2)
  }

  /// The upper edge of a bar.
  func top(of bar: Int, in group: Int) -> Double {
    tops[group] + Double(bar) * Self.step + (Self.step - Self.thickness) / 2
  }
}
