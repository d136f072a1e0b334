/// What stands at the end of a bar: its value and, in a group of several, its name.
struct BarLabel: Sendable {
  /// The value as it is written; a dash where there is none, or none that the axis can show.
  let value: String
  /// The bar's name, shortened; empty for the only bar of a group.
  let name: String
  /// Whether it stands left of the bar, which then ends at a negative value.
  let isLeft: Bool
  /// What is told of the bar where one points at it.
  let tooltip: String

  /// Names are drawn no wider than this.
  private static let longestName = 80.0

  /// The label of a bar.
  init(_ bar: BarChart.Bar, in group: BarChart.Group, on axis: Axis) {
    let shown = bar.value.flatMap { $0.isFinite ? $0 : nil }
    value = shown.map { NumberText.of($0, style: axis.tickStyle) } ?? "–"
    name = group.bars.count > 1 ? TextWidth.shortened(bar.name, to: Self.longestName) : ""
    isLeft = axis.shown(bar.value).map { $0 < 0 && !axis.scale.isLogarithmic } ?? false
    tooltip = "\(group.name), \(bar.name): \(value)"
  }

  /// How wide it is.
  var width: Double {
    TextWidth.of(name.isEmpty ? value : value + " " + name)
  }

  /// The text beside the end of a bar.
  func element(end: Double, middle: Double) -> SVGElement {
    var text = SVGElement("text", class: isLeft ? "end" : nil, text: value)
      .at(["x": isLeft ? end - 4 : end + 4, "y": middle + 4])
    if !name.isEmpty { text.append(SVGElement("tspan", class: "quiet", text: " " + name)) }
    return text
  }
}
