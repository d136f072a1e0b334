public import Datasets

/// What a row is for is said by the file that it is in.
public struct RowsBySource: SplitRule {
  private let parts: [Split.Part]

  /// - Parameter parts: One for each source, in the order in which they are read.
  public init(_ parts: [Split.Part]) {
    self.parts = parts
  }

  /// How rows are divided, as the rest of a sentence.
  public var words: String { "by files" }

  /// Divides the rows, as `SplitRule` says.
  public func split(_ table: SplittableTable, seed: UInt64) throws(DatasetError) -> Split {
    try Split(groups: zip(table.rowsPerSource, parts).map { ($0, $1) })
  }
}
