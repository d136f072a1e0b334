public import Datasets
internal import Remedies

/// Groups of rows drawn at random, so that no group is in two parts; the parts' shares of rows and
/// of every label are as near to what is asked for as the groups allow.
public struct GroupedRows: DrawnRule {
  /// Those of the three parts.
  public let shares: SplitShares
  private let grouping: any RowGrouping

  /// - Parameters:
  ///   - grouping: Which rows belong together.
  ///   - shares: Those of the three parts.
  public init(by grouping: any RowGrouping, _ shares: SplitShares = .usual) {
    self.grouping = grouping
    self.shares = shares
  }

  /// The columns that are read for it.
  public var columns: [ColumnDeclaration] { grouping.columns }

  /// Those among `columns` that nothing is learnt from.
  public var ruledColumns: Set<String> { grouping.ruledColumns }

  /// How rows are drawn, as the rest of a sentence.
  public var drawing: String {
    "drawn at random, \(grouping.words), stratified by all labels"
  }

  /// Divides the rows among parts, as `DrawnRule` says.
  public func parts(
    of table: SplittableTable, sizes: (Int) -> [Int], seed: UInt64
  ) throws(DatasetError) -> (parts: [Int], groups: [Int32]?) {
    let groups = try grouping.groups(of: table)
    let units = StratifiedUnits(groups: groups, of: Strata(table.labels))
    let shares = sizes(table.dataset.rowCount)
    let partCount = shares.count { $0 > 0 }
    guard units.count >= partCount else {
      throw DatasetError(
        .data, column: grouping.columns.first?.pattern,
        problem: "the rows are of \(units.count) \(units.count == 1 ? "group" : "groups"), which "
          + "cannot be divided among \(partCount) parts",
        remedy: "use a column with more values")
    }
    let assignment = StratifiedAssignment(units, shares: shares, seed: seed)
    return (groups.map { assignment.parts[Int($0)] }, groups)
  }
}

/// Which rows of a table belong together.
public protocol RowGrouping: Sendable {
  /// The columns that say so.
  var columns: [ColumnDeclaration] { get }
  /// Those among them that nothing is learnt from.
  var ruledColumns: Set<String> { get }
  /// Which rows are kept together, as the rest of a sentence.
  var words: String { get }

  /// For each row the number of its group: all from 0 up to some number.
  ///
  /// - Throws: `DatasetError` where the column does not say.
  func groups(of table: SplittableTable) throws(DatasetError) -> [Int32]
}

/// Numbers for things in the order of their first appearance.
struct Numbering<Key: Hashable> {
  private var known: [Key: Int32] = [:]
  private(set) var count: Int32 = 0

  /// The number of a thing.
  mutating func number(of key: Key) -> Int32 {
    if let number = known[key] { return number }
    known[key] = count
    return next()
  }

  /// The number of something that is like nothing else.
  mutating func next() -> Int32 {
    defer { count += 1 }
    return count
  }
}
