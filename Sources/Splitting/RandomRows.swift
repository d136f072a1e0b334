public import Datasets

/// Rows drawn at random, whatever their labels are.
public struct RandomRows: DrawnRule {
  /// Those of the three parts.
  public let shares: SplitShares

  /// - Parameter shares: Those of the three parts.
  public init(_ shares: SplitShares = .usual) {
    self.shares = shares
  }

  /// How rows are drawn, as the rest of a sentence.
  public var drawing: String { "drawn at random" }

  /// Divides the rows among parts, as `DrawnRule` says.
  public func parts(
    of table: SplittableTable, sizes: (Int) -> [Int], seed: UInt64
  ) throws(DatasetError) -> (parts: [Int], groups: [Int32]?) {
    (Split.drawn(sizes: sizes(table.dataset.rowCount), seed: seed), nil)
  }
}
