internal import Datasets
internal import Foundation

/// A table of a run's folder, read again: its cells as texts, so that numbers keep all their
/// digits.
struct WrittenTable {
  let path: String
  let rowCount: Int
  private let columns: [String: Column.Categorical]

  /// Reads the file; nil if it is not there.
  init?(path: String) throws(DatasetError) {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    self.path = path
    let options = ReadingOptions(
      delimiter: UInt8(ascii: ","), missingMarkers: [],
      columns: .all([ColumnDeclaration("*", as: .categorical)]))
    let dataset = try Dataset.read([.file(path: path)], options: options).dataset
    rowCount = dataset.rowCount
    columns = Dictionary(
      dataset.columns.compactMap { column in
        guard case .categorical(let cells) = column.values else { return nil }
        return (column.name, cells)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether it has a column of that name.
  func contains(_ column: String) -> Bool { columns[column] != nil }

  /// A cell's text; nil where it is empty.
  func text(_ column: String, row: Int) throws(DatasetError) -> String? {
    guard let cells = columns[column] else {
      throw unusable("there is no column \"\(column)\"")
    }
    let code = cells.codes[row]
    return code < 0 ? nil : cells.categories[Int(code)]
  }

  /// A cell's number; nil where it is empty.
  func number(_ column: String, row: Int) throws(DatasetError) -> Double? {
    guard let text = try text(column, row: row) else { return nil }
    guard let number = Double(text) else {
      throw unusable("\"\(text)\" is not a number", column: column, row: row)
    }
    return number
  }

  /// The number of a cell that must not be empty.
  func required(_ column: String, row: Int) throws(DatasetError) -> Double {
    guard let number = try number(column, row: row) else {
      throw unusable("a number is missing", column: column, row: row)
    }
    return number
  }

  /// The whole number of a cell that must not be empty.
  func integer(_ column: String, row: Int) throws(DatasetError) -> Int {
    let number = try required(column, row: row)
    guard let integer = Int(exactly: number) else {
      throw unusable("\(number) is not a whole number", column: column, row: row)
    }
    return integer
  }

  /// The error of a file that is not as it was written.
  func unusable(_ problem: String, column: String? = nil, row: Int? = nil) -> DatasetError {
    DatasetError(
      .data, file: path, line: row.map { $0 + 2 }, column: column, problem: problem,
      remedy: "bring the file back as it was, or move it away and do without it")
  }
}
