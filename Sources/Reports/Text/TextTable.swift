/// A table for people: words to the left, numbers to the right, two spaces between. Control
/// characters in its cells are shown as escapes.
package struct TextTable {
  private var rows: [[String]]
  private let wordColumns: Int
  private let endsInWords: Bool

  /// - Parameters:
  ///   - wordColumns: How many columns, from the first on, hold words.
  ///   - endsInWords: Whether the last column does as well.
  package init(_ header: [String], wordColumns: Int = 1, endsInWords: Bool = false) {
    rows = [header.map(\.printable)]
    self.wordColumns = wordColumns
    self.endsInWords = endsInWords
  }

  /// Adds a row: a cell for each column.
  package mutating func add(_ row: [String]) {
    precondition(row.count == rows[0].count, "a cell for each column")
    rows.append(row.map(\.printable))
  }

  /// The lines of the table, header first.
  package var lines: [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let isWords = column < wordColumns || endsInWords && column == row.count - 1
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column > 0 ? "  " : "") + (isWords ? cell + padding : padding + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines as one text.
  package var text: String { lines.joined(separator: "\n") }
}
