/// A plot with two axes of numbers, as it lies in a drawing.
struct PlotArea: Sendable {
  let frame: PlotFrame
  let x, y: Projection
  /// The grid, ticks and labels.
  let axes: [SVGElement]

  /// The plot's height.
  private static let height = 220.0
  /// What is right of it.
  private static let margin = 14.0

  /// The whole drawing's height.
  static let fullHeight = PlotFrame.headHeight + height + PlotFrame.footHeight

  /// A plot for axes that show these ranges.
  init(
    x xAxis: Axis, _ xRange: ClosedRange<Double>, y yAxis: Axis, _ yRange: ClosedRange<Double>
  ) {
    let bottom = PlotFrame.headHeight + Self.height
    y = Projection(
      range: yRange, start: bottom, end: PlotFrame.headHeight,
      isLogarithmic: yAxis.scale.isLogarithmic)
    let marks = yAxis.marks(along: y) { _ in PlotFrame.lineHeight }
    frame = PlotFrame(
      left: PlotFrame.gap + (marks.map { TextWidth.of($0.text) }.max() ?? 0),
      top: PlotFrame.headHeight, right: PlotFrame.width - Self.margin, bottom: bottom)
    x = frame.across(xAxis, xRange)
    axes = frame.foot(xAxis, x) + frame.side(yAxis, marks) + [frame.base]
  }
}
