/// A table of values as coloured cells with their texts.
package struct HeatMap: Chart {
  package let title, summary: String
  private let rowNames, columnNames: [String]
  private let cells: [[Cell]]
  private let limit: Double

  /// A table; a cell that is missing is drawn as one without a value, one too many is not drawn.
  /// Colours go from blue at −limit to orange at the limit.
  package init(
    title: String, summary: String, rowNames: [String], columnNames: [String], cells: [[Cell]],
    limit: Double
  ) {
    (self.title, self.summary) = (title, summary)
    (self.rowNames, self.columnNames) = (rowNames, columnNames)
    (self.cells, self.limit) = (cells, limit)
  }

  /// One place of the table.
  package struct Cell: Sendable {
    /// What it is coloured by; nil for an empty one.
    package let value: Double?
    /// What stands in it.
    package let text: String
    /// What is told of it where one points at it.
    package let detail: String

    /// A value and how it is written; without a value the cell has no colour. Where one points at
    /// it, it says more if there is more to say.
    package init(value: Double?, text: String, detail: String? = nil) {
      (self.value, self.text, self.detail) = (value, text, detail ?? text)
    }
  }

  /// One mark for each cell of the table, with a value or not.
  package var markCount: Int { rowNames.count * columnNames.count }

  package func svg(id: String) -> String {
    let layout = HeatMapLayout(
      rowNames: rowNames, columnNames: columnNames, texts: cells.flatMap { $0.map(\.text) })
    var parts = rowNames.indices.map { layout.rowName($0) } + layout.columns
    for row in rowNames.indices {
      parts += columnNames.indices.map { mark(row, $0, layout) }
    }
    return drawing(id: id, width: layout.width, height: layout.height, parts)
  }

  private func mark(_ row: Int, _ column: Int, _ layout: HeatMapLayout) -> SVGElement {
    let cell = cell(row, column)
    let value = cell.value.flatMap { $0.isNaN ? nil : $0 }
    let style = value.map { DivergingScale.style(DivergingScale.level(of: $0, limit: limit)) }
    let text = cell.text.isEmpty ? "–" : cell.text
    let detail = cell.detail.isEmpty ? text : cell.detail
    return SVGElement(
      "g", class: "mark \(style ?? "empty")",
      [SVGElement("title", text: "\(rowNames[row]), \(columnNames[column]): \(detail)")]
        + layout.cell(row, column, text: text))
  }

  private func cell(_ row: Int, _ column: Int) -> Cell {
    guard row < cells.count, column < cells[row].count else { return Cell(value: nil, text: "–") }
    return cells[row][column]
  }
}
