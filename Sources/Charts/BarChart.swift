/// Values as bars from left to right, in groups below each other.
package struct BarChart: Chart {
  package let title, summary: String
  private let x: Axis
  private let groups: [Group]

  /// A chart of bars. They begin at 0, and on a logarithmic axis at its lower end.
  package init(title: String, summary: String, x: Axis, groups: [Group]) {
    (self.title, self.summary, self.groups) = (title, summary, groups)
    self.x =
      x.scale.isLogarithmic
      ? x : Axis(x.label, scale: .linear(including: 0), ticks: x.tickStyle)
  }

  /// Bars that belong together.
  package struct Group: Sendable {
    let name: String
    let bars: [Bar]

    /// Bars below each other, with a common name at their left.
    package init(name: String, bars: [Bar]) {
      (self.name, self.bars) = (name, bars)
    }
  }

  /// One bar.
  package struct Bar: Sendable {
    let name: String
    let value: Double?
    let colour: SeriesColour
    let isLight: Bool

    /// A bar; one without a value is a dash. In a group of several, its name stands behind the
    /// value.
    package init(name: String, value: Double?, colour: SeriesColour, isLight: Bool = false) {
      (self.name, self.value, self.colour, self.isLight) = (name, value, colour, isLight)
    }
  }

  /// One mark for each bar, with a value or not.
  package var markCount: Int { groups.reduce(0) { $0 + $1.bars.count } }

  package func svg(id: String) -> String {
    let layout = BarLayout(groups, x)
    var parts = layout.axes
    for (index, group) in groups.enumerated() {
      let marks = group.bars.enumerated().map { number, bar in
        mark(bar, in: group, layout, top: layout.top(of: number, in: index))
      }
      parts += [layout.name(of: index)] + marks
    }
    return drawing(id: id, height: layout.height, parts + [layout.baseline])
  }

  private func mark(_ bar: Bar, in group: Group, _ layout: BarLayout, top: Double) -> SVGElement {
    let label = BarLabel(bar, in: group, on: x)
    var mark = SVGElement("g", class: "mark", [SVGElement("title", text: label.tooltip)])
    var end = layout.origin
    if let value = x.shown(bar.value) {
      end = layout.x(value)
      mark.append(rectangle(bar, from: layout.origin, to: end, top: top))
    }
    mark.append(label.element(end: end, middle: top + BarLayout.thickness / 2))
    return mark
  }

  private func rectangle(_ bar: Bar, from start: Double, to end: Double, top: Double)
    -> SVGElement
  {
    SVGElement("rect", class: bar.isLight ? "light" : nil)
      .at([
        "x": min(start, end), "y": top, "width": abs(end - start), "height": BarLayout.thickness,
      ])
      .with(["style": "fill:\(bar.colour.css);stroke:\(bar.isLight ? bar.colour.css : "none")"])
  }
}
