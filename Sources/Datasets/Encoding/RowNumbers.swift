extension Column {
  /// Whether the cells are whole numbers that count up by one from row to row, as a table's own row
  /// numbers do: they tell nothing of rows that are not in it.
  package var isRowNumber: Bool {
    guard case .numeric(let numbers) = values, numbers.count >= Self.leastRows,
      numbers[0].isFinite, numbers[0] == numbers[0].rounded()
    else { return false }
    return (1..<numbers.count).allSatisfy { numbers[$0] == numbers[$0 - 1] + 1 }
  }

  /// Fewer rows may count up by chance.
  private static let leastRows = 20
}
