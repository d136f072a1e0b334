/// Some consecutive rows of a table while it is being read, column by column.
public struct TableChunk: Sendable {
  /// The most rows a chunk has.
  public static let rowLimit = 65_536

  /// The cells of one column in these rows.
  public struct Cells: Sendable {
    /// For each row the number, NaN where the cell is missing or is not a number. Empty once the
    /// column is known to be categorical.
    public internal(set) var numbers: [Float] = []
    /// For each row the category's index in order of first appearance, −1 where the cell is
    /// missing. Empty once the column is known to be numeric.
    public internal(set) var codes: [Int32] = []
  }

  /// The position of the first row among all rows of all sources.
  public let firstRow: Int
  /// The number of rows.
  public let rowCount: Int
  /// The names of the columns that are read, in the order of the first source's header.
  public let names: [String]
  /// The cells of each of them.
  public let columns: [Cells]
}
