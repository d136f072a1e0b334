/// A drawing of figures, as text that stands in a page by itself.
package protocol Chart: Sendable {
  /// The accessible name, a short heading.
  var title: String { get }
  /// The text alternative: what the chart shows, with the figures that matter, in a sentence or
  /// two.
  var summary: String { get }
  /// How many marks the drawing has: elements of class `mark`.
  var markCount: Int { get }
  /// The `<svg>` element. The identifier, without spaces, begins all others in it, and must be
  /// the only one of its kind in a page.
  func svg(id: String) -> String
}

extension Chart {
  /// The drawing's frame: its size, its name and its text alternative. One that is wider than
  /// others does not become so small on a narrow screen that nobody can read it; what is around it
  /// scrolls.
  func drawing(id: String, width: Double = PlotFrame.width, height: Double, _ parts: [SVGElement])
    -> String
  {
    let title = SVGElement("title", text: title).with(["id": "\(id)-title"])
    let summary = SVGElement("desc", text: summary).with(["id": "\(id)-desc"])
    return SVGElement("svg", class: "chart", [title, summary] + parts).with([
      "id": id, "viewBox": "0 0 \(width.coordinate) \(height.coordinate)", "width": "100%",
      "role": "img", "aria-labelledby": "\(id)-title \(id)-desc",
      "style": width > PlotFrame.width
        ? "--chart-least-width:\((0.8 * width).coordinate)px;max-width:none" : nil,
    ]).text
  }
}
