public import Datasets

/// A way to divide a table's rows among training, validation and testing.
///
/// Each way is a value with a file of its own; `StratifiedRows` is the usual one.
public protocol SplitRule: Sendable {
  /// The columns that it reads besides the labels.
  var columns: [ColumnDeclaration] { get }
  /// Those among them that only say which rows belong together or what a row is for, and that
  /// nothing is learnt from.
  var ruledColumns: Set<String> { get }
  /// How rows are divided, as the rest of a sentence, such as "drawn at random".
  var words: String { get }

  /// Divides the rows.
  ///
  /// - Parameter seed: Decides what is drawn at random, if anything is.
  /// - Throws: `DatasetError` where the table does not allow it.
  func split(_ table: SplittableTable, seed: UInt64) throws(DatasetError) -> Split
}

/// A way that draws rows at random, in parts of any number.
public protocol DrawnRule: SplitRule {
  /// The shares of training, validation and testing.
  var shares: SplitShares { get }
  /// How rows are drawn, as the rest of a sentence, such as "drawn at random".
  var drawing: String { get }

  /// Divides the rows among parts.
  ///
  /// - Parameter sizes: How many of n rows each part is to have.
  /// - Returns: For each row its part, and the number of its group where rows are kept together.
  /// - Throws: `DatasetError` where the table does not allow it.
  func parts(
    of table: SplittableTable, sizes: (Int) -> [Int], seed: UInt64
  ) throws(DatasetError) -> (parts: [Int], groups: [Int32]?)
}

/// One of several equal parts of the rows, each of which judges once.
public struct Fold: Hashable, Sendable {
  /// Which one, from 0.
  public let index: Int
  /// How many there are, at least 3.
  public let count: Int

  /// A fold.
  public init(_ index: Int, of count: Int) {
    precondition(count >= 3 && (0..<count).contains(index), "one of three folds or more")
    (self.index, self.count) = (index, count)
  }
}

extension DrawnRule {
  /// How rows are divided, as the rest of a sentence.
  public var words: String { "\(drawing), in the shares \(shares.words)" }

  /// Divides the rows into folds, of which one is for testing, the next one (the first after the
  /// last) for validation, and the others for training.
  ///
  /// - Throws: `DatasetError` where the table does not allow it.
  public func split(
    _ table: SplittableTable, fold: Fold, seed: UInt64
  ) throws(DatasetError) -> Split {
    let drawn = try parts(
      of: table,
      sizes: { rows in
        (0..<fold.count).map { ($0 + 1) * rows / fold.count - $0 * rows / fold.count }
      }, seed: seed)
    let validation = (fold.index + 1) % fold.count
    return try Split(
      parts: drawn.parts.map {
        $0 == fold.index ? .test : $0 == validation ? .validation : .train
      } as [Split.Part], groups: drawn.groups)
  }

  /// Divides the rows into training, validation and testing.
  public func split(_ table: SplittableTable, seed: UInt64) throws(DatasetError) -> Split {
    let drawn = try parts(of: table, sizes: shares.sizes, seed: seed)
    return try Split(parts: drawn.parts.map { Split.Part.allCases[$0] }, groups: drawn.groups)
  }
}

extension SplitRule {
  /// None.
  public var columns: [ColumnDeclaration] { [] }
  /// None.
  public var ruledColumns: Set<String> { [] }
}

/// What of a table decides how its rows are divided.
public struct SplittableTable: Sendable {
  /// The columns as they were read; of a column of dates seconds since 1970-01-01 00:00 UTC.
  public let dataset: Dataset
  /// The labels.
  public let labels: [LabelColumn]
  /// The columns that are learnt from.
  public let features: [Column]
  /// The names of the columns that were read as dates.
  public let dates: Set<String>
  /// The number of rows of each source.
  public let rowsPerSource: [Int]

  /// - Parameters:
  ///   - dataset: The columns as they were read.
  ///   - labels: The labels of all rows.
  ///   - features: The columns that are learnt from.
  ///   - dates: The columns that were read as dates.
  ///   - rowsPerSource: The number of rows of each source; nil for a table of one.
  public init(
    _ dataset: Dataset, labels: [LabelColumn], features: [Column] = [], dates: Set<String> = [],
    rowsPerSource: [Int]? = nil
  ) {
    self.dataset = dataset
    self.labels = labels
    self.features = features
    self.dates = dates
    self.rowsPerSource = rowsPerSource ?? [dataset.rowCount]
  }

  /// A column that a rule names.
  func column(_ name: String) throws(DatasetError) -> Column {
    guard let column = dataset[name] else {
      throw DatasetError(
        .request, column: name, problem: "is to decide which rows are for what, but is no column",
        remedy: DatasetError.remedy(for: name, among: dataset.columns.map(\.name)))
    }
    return column
  }
}
