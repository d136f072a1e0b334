public import Datasets
internal import Remedies

/// A split as a table: `row,part`, with the data rows counted from 1 and `train`, `validation`,
/// `test` or nothing for a row that is in no part.
public struct SplitTable: Sendable {
  private static let header = ["row", "part"]
  private let parts: [Split.Part?]

  /// The table of a split.
  ///
  /// - Parameter rowCount: How many rows the split table has, those in no part included.
  public init(_ split: Split, rowCount: Int) {
    var parts = [Split.Part?](repeating: nil, count: rowCount)
    for (part, rows) in [
      (Split.Part.train, split.train), (.validation, split.validation), (.test, split.test),
    ] {
      for row in rows { parts[Int(row)] = part }
    }
    self.parts = parts
  }

  /// The text of the table.
  public var csv: String {
    var text = Self.header.joined(separator: ",") + "\n"
    text.reserveCapacity(parts.count * 16)
    for (row, part) in parts.enumerated() { text += "\(row + 1),\(part?.rawValue ?? "")\n" }
    return text
  }
}

/// What a row is for is said by a file of rows and parts, as a run leaves one behind.
public struct RowsByTable: SplitRule {
  private let path: String

  /// - Parameter path: A file as `SplitTable` writes it, compressed or not.
  public init(contentsOf path: String) {
    self.path = path
  }

  /// How rows are divided, as the rest of a sentence.
  public var words: String { "as \(path) says" }

  /// Divides the rows, as `SplitRule` says.
  public func split(_ table: SplittableTable, seed: UInt64) throws(DatasetError) -> Split {
    var options = ReadingOptions()
    options.columns = .only([
      ColumnDeclaration("row", as: .numeric, isRequired: true),
      ColumnDeclaration("part", as: .categorical),
    ])
    let (dataset, _) = try Dataset.read([.file(path: path)], options: options)
    guard let rows = dataset["row"], let column = dataset["part"],
      case .numeric(let numbers) = rows.values, case .categorical(let cells) = column.values
    else { preconditionFailure("columns that were read") }
    let rowCount = table.dataset.rowCount
    guard dataset.rowCount == rowCount else {
      throw DatasetError(
        .data, file: path,
        problem: "is the split of \(dataset.rowCount) rows, but the table has \(rowCount)",
        remedy: "give the table that it was made of")
    }
    var parts = [Split.Part?](repeating: nil, count: rowCount)
    var isKnown = [Bool](repeating: false, count: rowCount)
    for (place, number) in numbers.doubles.enumerated() {
      guard number >= 1, number <= Double(rowCount), number == number.rounded(),
        !isKnown[Int(number) - 1]
      else {
        throw DatasetError(
          .data, file: path, line: place + 2, column: "row", value: "\(number)",
          problem: "is no row of the table, or one that stands there already",
          remedy: "number the table's rows from 1 to \(rowCount), each once")
      }
      isKnown[Int(number) - 1] = true
      guard cells.codes[place] >= 0 else { continue }
      let word = cells.categories[Int(cells.codes[place])]
      guard let part = Split.Part(word: word) else {
        throw DatasetError(
          .data, file: path, line: place + 2, column: "part", value: word,
          problem: "is not a part of a split",
          remedy: "use train, validation or test, or nothing for a row in no part")
      }
      parts[Int(number) - 1] = part
    }
    return try Split(parts: parts)
  }
}
