public import Datasets

/// What a row is for is said by a column: train, validation or test.
public struct RowsByColumn: SplitRule {
  private let name: String

  /// - Parameter name: The column's name.
  public init(_ name: String) {
    self.name = name
  }

  /// The columns that are read for it.
  public var columns: [ColumnDeclaration] { [ColumnDeclaration(name, as: .categorical)] }

  /// Those among `columns` that nothing is learnt from.
  public var ruledColumns: Set<String> { [name] }

  /// How rows are divided, as the rest of a sentence.
  public var words: String { "as the column \(name) says" }

  /// Divides the rows, as `SplitRule` says.
  public func split(_ table: SplittableTable, seed: UInt64) throws(DatasetError) -> Split {
    try Split(column: table.column(name))
  }
}
