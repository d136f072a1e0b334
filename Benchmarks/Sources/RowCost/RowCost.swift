import Equipoise

/// How long a model takes for one row at a time: `RowCost MODEL TABLE COUNT`.
///
/// Predicts the table's rows one after the other, COUNT in all, and prints the median over rounds of
/// the microseconds that a row takes.
@main
struct RowCost {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let count = Int(arguments[3]) else {
      fatalError("usage: RowCost MODEL TABLE COUNT")
    }
    let predictor = RowPredictor(try MultiTaskModel(contentsOf: arguments[1]))
    let rows = try rows(of: arguments[2], for: predictor)
    let rounds = 20
    var times: [Double] = []
    var sum = 0.0
    for _ in 0..<rounds {
      let time = ContinuousClock().measure {
        for index in 0..<count / rounds {
          sum += predictor.predict(rows[index % rows.count]).values[0]
        }
      }
      times.append(time / .microseconds(1) / Double(max(count / rounds, 1)))
    }
    print("\(times.sorted()[rounds / 2]) µs a row, sum \(sum)")
  }

  /// The first rows of a table as cells.
  private static func rows(of path: String, for predictor: RowPredictor) throws -> [[Cell]] {
    var reader = TableReader(
      sources: [.file(path: path)], options: ReadingOptions(columns: .only([])), threads: 1)
    reader.kept = predictor.columns
    let kept = try Dataset.read(reader).description
    let areNumeric = predictor.columns.map { (try? predictor.row([$0: .number(0)])) != nil }
    return try (0..<min(kept.rowCount, 1000)).map { row in
      var cells: [String: Cell] = [:]
      for (column, name) in predictor.columns.enumerated() {
        let text = kept.kept.cell(row: row, column: column)
        guard !text.isEmpty, text != "NA" else { continue }
        cells[name] = areNumeric[column] ? Double(text).map(Cell.number) : .text(text)
      }
      return try predictor.row(cells)
    }
  }
}
