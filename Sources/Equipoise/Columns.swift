public import Datasets

extension Column {
  /// The number of rows.
  fileprivate var count: Int {
    switch values {
    case .numeric(let numbers): numbers.count
    case .categorical(let texts): texts.codes.count
    }
  }
}

extension Dataset {
  /// A table of columns of the same length.
  ///
  /// - Throws: `DatasetError` where two have the same name, or another length than the first.
  public init(_ columns: [Column]) throws(DatasetError) {
    let count = columns.first?.count ?? 0
    var names: Set<String> = []
    for column in columns {
      guard column.count == count else {
        throw DatasetError(
          .data, column: column.name, value: "\(column.count)",
          problem: "has another number of rows than the first column, which has \(count)",
          remedy: "give all columns as many values")
      }
      guard names.insert(column.name).inserted else {
        throw DatasetError(
          .data, column: column.name, problem: "is the name of two columns",
          remedy: "give each a name of its own")
      }
    }
    self.init(rowCount: count, columns: columns)
  }
}
