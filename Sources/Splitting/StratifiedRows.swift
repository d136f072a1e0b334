public import Datasets

/// Rows drawn at random so that each part has its share of every class, of every tenth of every
/// number, and of the rows without each label: iterative stratification (`StratifiedAssignment`).
public struct StratifiedRows: DrawnRule {
  /// Those of the three parts.
  public let shares: SplitShares

  /// - Parameter shares: Those of the three parts, whose sizes are as `RandomRows` has them.
  public init(_ shares: SplitShares = .usual) {
    self.shares = shares
  }

  /// How rows are drawn, as the rest of a sentence.
  public var drawing: String { "drawn at random, stratified by all labels" }

  /// Divides the rows among parts, as `DrawnRule` says.
  public func parts(
    of table: SplittableTable, sizes: (Int) -> [Int], seed: UInt64
  ) throws(DatasetError) -> (parts: [Int], groups: [Int32]?) {
    let units = StratifiedUnits(rows: Strata(table.labels))
    let shares = sizes(table.dataset.rowCount)
    return (StratifiedAssignment(units, shares: shares, seed: seed).parts, nil)
  }
}
