/// The style of all drawings, once for a page.
package enum ChartStyle {
  /// What a page's `<style>` holds. Every selector begins with `.chart`; without it the drawings
  /// have no colours.
  package static let css = """
    .chart{\(values(\.light))}
    @media (prefers-color-scheme:dark){.chart{\(values(\.dark))}}
    \(rules)
    \(levels)
    @media print{.chart{\(values(\.light))print-color-adjust:exact;min-width:0}}
    """

  /// What is behind the drawings of a light page, in CSS.
  package static let lightBackground = Palette.background.light.css
  /// What is behind the drawings of a dark page, in CSS.
  package static let darkBackground = Palette.background.dark.css

  private static func values(_ mode: KeyPath<Palette.Entry, Colour>) -> String {
    Palette.entries.map { "\($0.variable):\($0[keyPath: mode].css);" }.joined()
  }

  private static let levels = (-DivergingScale.reach...DivergingScale.reach).map { level in
    let style = DivergingScale.style(level)
    return ".chart .\(style) rect{fill:var(\(DivergingScale.fill(level).variable))}"
      + ".chart .\(style) text{fill:var(\(DivergingScale.text(level).variable))}"
  }.joined(separator: "\n")

  private static let rules = """
    .chart{display:block;width:100%;min-width:var(--chart-least-width,0);max-width:42rem;\
    height:auto;break-inside:avoid;\
    background:var(--chart-background);forced-color-adjust:none;\
    font-family:system-ui,sans-serif;font-size:12px;font-variant-numeric:tabular-nums}
    .chart text{fill:var(--chart-ink)}
    .chart .quiet{fill:var(--chart-quiet)}
    .chart .end{text-anchor:end}
    .chart .middle{text-anchor:middle}
    .chart .halo{paint-order:stroke;stroke:var(--chart-background);stroke-width:4;\
    stroke-linejoin:round}
    .chart .grid{fill:none;stroke:var(--chart-grid);stroke-width:1}
    .chart .rule{fill:none;stroke:var(--chart-rule);stroke-width:1}
    .chart .reference{fill:none;stroke:var(--chart-rule);stroke-width:1;stroke-dasharray:5 3}
    .chart .front{fill:none;stroke:var(--chart-rule);stroke-width:1.5}
    .chart .line{fill:none;stroke-width:2;stroke-linejoin:round}
    .chart .second{stroke-width:1.25}
    .chart .light{fill-opacity:.35;stroke-width:1}
    .chart .parts{shape-rendering:crispEdges}
    .chart .empty rect{fill:none;stroke:var(--chart-rule);stroke-dasharray:2 2}
    .chart.swatch{display:inline-block;background:none;width:2.6em;vertical-align:middle}
    """
}
