/// A table for people: words to the left, numbers to the right, two spaces between.
struct TextTable {
  private var rows: [[String]]
  private let wordColumns: Int

  /// - Parameter wordColumns: How many columns, from the first on, hold words.
  init(_ header: [String], wordColumns: Int = 1) {
    rows = [header]
    self.wordColumns = wordColumns
  }

  mutating func add(_ row: [String]) {
    precondition(row.count == rows[0].count, "a cell for each column")
    rows.append(row)
  }

  /// The lines of the table, header first.
  var lines: [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column > 0 ? "  " : "") + (column < wordColumns ? cell + padding : padding + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  var text: String { lines.joined(separator: "\n") }
}
