/// Where the names and cells of a table lie. A table of many columns makes the drawing wider, so
/// that texts stay readable.
struct HeatMapLayout: Sendable {
  private let names: RowNames
  private let columnNames: [String]
  private let rowCount: Int
  private let left, cellWidth, textSize: Double

  private static let cellHeight = 26.0
  private static let right = 4.0
  /// Texts in cells are never smaller than this.
  private static let leastTextSize = 9.0
  /// Slanted names are drawn no longer than this.
  private static let longestName = 150.0
  /// The sine and cosine of the slant.
  private static let slant = 0.5.squareRoot()

  /// A layout in which all texts have room.
  init(rowNames: [String], columnNames: [String], texts: [String]) {
    names = RowNames(rowNames)
    self.columnNames = columnNames
    rowCount = rowNames.count
    left = names.width + 8
    let widest = min(max(texts.map { TextWidth.of($0, size: 1) }.max() ?? 0, 1), 12)
    let room = (PlotFrame.width - left - Self.right) / Double(max(1, columnNames.count))
    cellWidth = min(max(room, widest * Self.leastTextSize + 4), 72)
    textSize = min(TextWidth.fontSize, (cellWidth - 4) / widest)
  }

  /// The drawing's width.
  var width: Double {
    max(PlotFrame.width, left + cellWidth * Double(columnNames.count) + Self.right)
  }

  /// The drawing's height.
  var height: Double { bottom + footHeight }

  private var bottom: Double { 2 + Self.cellHeight * Double(max(1, rowCount)) }

  /// Whether no column's name is wider than its cells.
  private var isLevel: Bool {
    columnNames.allSatisfy { TextWidth.of($0) <= cellWidth - 4 }
  }

  private var footHeight: Double {
    guard !isLevel else { return PlotFrame.lineHeight + 4 }
    let widths = columnNames.indices.map { TextWidth.of(shortenedName($0)) }
    return (widths.max() ?? 0) * Self.slant + PlotFrame.lineHeight
  }

  private func middle(_ column: Int) -> Double {
    left + (Double(column) + 0.5) * cellWidth
  }

  /// A slanted name ends below its column, so that there is as much room as left of it.
  private func shortenedName(_ column: Int) -> String {
    let room = (middle(column) - 2) / Self.slant - TextWidth.fontSize
    return TextWidth.shortened(columnNames[column], to: min(Self.longestName, room))
  }

  /// The name of a row.
  func rowName(_ row: Int) -> SVGElement {
    names.element(row, middle: 2 + (Double(row) + 0.5) * Self.cellHeight)
  }

  /// The names of the columns, below them: slanted unless all have room as they are.
  var columns: [SVGElement] {
    columnNames.indices.map { column in
      let (x, y) = (middle(column), bottom + PlotFrame.lineHeight - 2)
      guard !isLevel else {
        return SVGElement("text", class: "middle", text: columnNames[column])
          .at(["x": x, "y": y])
      }
      let place = "\((x + 4).coordinate) \((y - 2).coordinate)"
      return SVGElement("text", class: "end", text: shortenedName(column))
        .with(["transform": "translate(\(place)) rotate(-45)"])
    }
  }

  /// A cell and its text.
  func cell(_ row: Int, _ column: Int, text: String) -> [SVGElement] {
    let (x, y) = (left + Double(column) * cellWidth, 2 + Double(row) * Self.cellHeight)
    let rectangle = SVGElement("rect").at([
      "x": x + 1, "y": y + 1, "width": cellWidth - 2, "height": Self.cellHeight - 2, "rx": 2,
    ])
    let shown = TextWidth.shortened(text, to: cellWidth - 2, size: textSize)
    let label = SVGElement("text", class: "middle", text: shown)
      .at(["x": middle(column), "y": y + Self.cellHeight / 2 + 4])
    return [rectangle, label.with(["style": "font-size:\(textSize.coordinate)px"])]
  }
}
