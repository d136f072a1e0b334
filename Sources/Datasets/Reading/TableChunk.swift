/// Some consecutive rows of a table while it is being read, column by column.
public struct TableChunk: Sendable {
  /// The cells of one column in these rows.
  public struct Cells: Sendable {
    /// For each row the number, NaN where the cell is missing. Empty unless the column is known to be
    /// numeric.
    public internal(set) var numbers: [Float] = []
    /// For each row the category's index in order of first appearance, −1 where the cell is
    /// missing. Empty once the column is known to be numeric.
    public internal(set) var codes: [Int32] = []
    /// Where the column's type is not known yet, what each category so far is as a number; NaN if it
    /// is a number that cannot be used.
    public internal(set) var values: [Float] = []
  }

  /// The position of the first row among all rows of all sources.
  public let firstRow: Int
  /// The number of rows.
  public let rowCount: Int
  /// An estimate of the number of rows of all sources, where their sizes are known.
  public let expectedRowCount: Int?
  /// The names of the columns that are read, in the order of the first source's header.
  public let names: [String]
  /// The cells of each of them.
  public let columns: [Cells]
}

extension TableChunk.Cells {
  /// For each row the number as far as it is known to be one, NaN where the cell is missing; empty
  /// once the column is known to be categorical.
  public var knownNumbers: [Float] {
    values.isEmpty ? numbers : codes.map { $0 < 0 ? .nan : values[Int($0)] }
  }
}
