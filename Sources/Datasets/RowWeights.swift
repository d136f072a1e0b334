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
        .data, column: column,
        value: numbers[index].isNaN ? nil : "\(numbers[index])",
        problem: numbers[index].isNaN
          ? "the weight of data row \(firstRow + index + 1) is missing"
          : "is a negative weight, in data row \(firstRow + index + 1)",
        remedy: "give every row a weight of zero or more")
    }
    values = numbers
  }
}
