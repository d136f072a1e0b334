internal import Remedies

/// What each row counts for, from a column of the table.
public struct RowWeights: Sendable {
  /// One finite number of zero or more for each row.
  public let values: [Float]

  /// Checks a column's numbers.
  ///
  /// - Parameters:
  ///   - numbers: The column's cells, NaN where one is missing.
  ///   - column: Its name, for the error.
  ///   - firstRow: The position of the first of them in the table, for the error.
  /// - Throws: `DatasetError` for a missing or negative weight.
  public init(_ numbers: [Float], column: String, firstRow: Int = 0) throws(DatasetError) {
    if let index = numbers.firstIndex(where: { !($0 >= 0) }) {
      throw DatasetError(
        .data, row: firstRow + index, column: column,
        value: numbers[index].isNaN ? nil : "\(numbers[index])",
        problem: numbers[index].isNaN
          ? "the weight is missing" : "is a negative weight",
        remedy: "give every row a weight of zero or more")
    }
    values = numbers
  }
}

extension [Float] {
  /// These weights, each times another one of its row.
  ///
  /// - Parameter others: As many; nil for all ones.
  package func times(_ others: [Float]?) -> [Float] {
    others.map { zip(self, $0).map(*) } ?? self
  }
}

extension RowWeights {
  /// Makes sure that some row counts for something.
  ///
  /// - Parameters:
  ///   - rows: The rows to look at, all if nil.
  ///   - role: What the rows are, for the error, such as "training"; nil for all rows.
  ///   - column: The weights' column.
  /// - Throws: `DatasetError` where the weight of each is zero.
  public func requirePositive(
    rows: [Int32]? = nil, role: String? = nil, column: String
  ) throws(DatasetError) {
    let isPositive = rows?.contains { values[Int($0)] > 0 } ?? values.contains { $0 > 0 }
    let count = rows?.count ?? values.count
    guard isPositive || count == 0 else { throw Self.allZero(column, rows: count, role: role) }
  }

  /// The error for weights that leave nothing to count.
  ///
  /// - Parameters:
  ///   - rows: How many rows there are.
  ///   - role: What the rows are, such as "training"; nil for all rows.
  public static func allZero(_ column: String, rows: Int, role: String? = nil) -> DatasetError {
    DatasetError(
      .data, column: column,
      problem:
        "all its weights are zero in the \(rows)\(role.map { " \($0)" } ?? "") rows, so that "
        + "no row counts for anything",
      remedy: Remedy("give some rows a weight above zero, or leave out \(.weightColumn)"))
  }
}
