public import Datasets

/// Rows whose features are all the same belong together, so that no test row was seen in training.
public struct RepeatedRowGroups: RowGrouping {
  /// Compares all features.
  public init() {}

  /// The columns that are read for it.
  public var columns: [ColumnDeclaration] { [] }

  /// Those among `columns` that nothing is learnt from.
  public var ruledColumns: Set<String> { [] }

  /// Which rows are kept together, as the rest of a sentence.
  public var words: String { "rows with the same features together" }

  /// For each row the number of its group, as `RowGrouping` says.
  public func groups(of table: SplittableTable) throws(DatasetError) -> [Int32] {
    RepeatedRows(table.features).groups
  }
}
