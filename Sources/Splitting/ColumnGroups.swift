public import Datasets

/// Rows with the same cell of a column belong together, such as those of one patient. A row whose
/// cell is missing is a group of its own. Nothing is learnt from the column: no group of a part is
/// known in another one.
public struct ColumnGroups: RowGrouping {
  private let name: String

  /// - Parameter name: The column's name.
  public init(_ name: String) {
    self.name = name
  }

  /// The columns that are read for it.
  public var columns: [ColumnDeclaration] {
    [ColumnDeclaration(name, as: .categorical, isRequired: true)]
  }

  /// Those among `columns` that nothing is learnt from.
  public var ruledColumns: Set<String> { [name] }

  /// Which rows are kept together, as the rest of a sentence.
  public var words: String { "rows of one \(quoted(name)) together" }

  /// For each row the number of its group, as `RowGrouping` says.
  public func groups(of table: SplittableTable) throws(DatasetError) -> [Int32] {
    switch try table.column(name).values {
    case .categorical(let cells):
      var numbering = Numbering<Int32>()
      return cells.codes.map { $0 < 0 ? numbering.next() : numbering.number(of: $0) }
    case .numeric(let numbers):
      var numbering = Numbering<Double>()
      return numbers.doubles.map { $0.isNaN ? numbering.next() : numbering.number(of: $0) }
    }
  }
}
