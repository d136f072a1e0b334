import ArgumentParser
import Datasets

/// Which rows of a table belong together: those with the same text in a column.
enum RowGroups {
  /// For each row the number of its group, from 0. A row whose cell is missing is a group by itself.
  ///
  /// - Parameters:
  ///   - column: The column as it was asked for, which alone was kept.
  ///   - missing: The texts that stand for a missing cell, besides the empty one.
  static func numbers(
    of column: String, in kept: KeptColumns, rowCount: Int, missing: [String]
  ) throws -> [Int32] {
    guard kept.names.count == 1 else {
      throw ValidationError(
        "--split-by \(column) names \(kept.names.count) columns, but must name one")
    }
    let missing = Set(missing)
    var numbers: [String: Int32] = [:]
    var count: Int32 = 0
    return (0..<rowCount).map { row in
      let text = kept.cells(ofRow: row)[0]
      let isMissing = text.isEmpty || missing.contains(text)
      if !isMissing, let number = numbers[text] { return number }
      if !isMissing { numbers[text] = count }
      count += 1
      return count - 1
    }
  }
}
