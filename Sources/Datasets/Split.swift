import RandomNumbers
internal import Remedies

/// Which rows are for training, which for validation and which for testing: three lists of row
/// indices, each ascending, that have no row in common.
public struct Split: Equatable, Sendable {
  /// The rows to learn from; never empty.
  public let train: [Int32]
  /// The rows that choose the best epoch.
  public let validation: [Int32]
  /// The rows that judge the result.
  public let test: [Int32]
  /// For each row of the table the number of its group, where rows of one group were kept together;
  /// nil where each row was divided by itself.
  public let groups: [Int32]?

  /// What a group of rows is for.
  public enum Part: String, Codable, CaseIterable, Sendable {
    /// To learn from.
    case train
    /// To choose the best epoch.
    case validation
    /// To judge the result.
    case test

    /// The part that a word means: `train`, `validation`, `valid`, `val` or `test`, in any case.
    package init?(word: String) {
      switch word.lowercased() {
      case "train": self = .train
      case "validation", "valid", "val": self = .validation
      case "test": self = .test
      default: return nil
      }
    }
  }

  /// Splits rows by what each is for.
  ///
  /// - Parameters:
  ///   - parts: One for each row.
  ///   - groups: For each row the number of its group, if rows were kept together.
  /// - Throws: `DatasetError` where no row is for training.
  public init(parts: some Sequence<Part>, groups: [Int32]? = nil) throws(DatasetError) {
    try self.init(parts: parts.lazy.map(Optional.some), groups: groups)
  }

  /// Splits rows by what each is for, some of which may be for nothing.
  ///
  /// - Parameters:
  ///   - parts: One for each row; nil for a row that is left out.
  ///   - groups: For each row the number of its group, if rows were kept together.
  /// - Throws: `DatasetError` where no row is for training.
  public init(
    parts: some Sequence<Part?>, groups: [Int32]? = nil
  ) throws(DatasetError) {
    var lists: (train: [Int32], validation: [Int32], test: [Int32]) = ([], [], [])
    for (row, part) in parts.enumerated() {
      switch part {
      case .train?: lists.train.append(Int32(row))
      case .validation?: lists.validation.append(Int32(row))
      case .test?: lists.test.append(Int32(row))
      case nil: continue
      }
    }
    (train, validation, test) = lists
    self.groups = groups
    guard !train.isEmpty else {
      throw DatasetError(
        .data, problem: "the split leaves no row to train on",
        remedy: "use more rows or a larger fraction for training")
    }
  }

  /// Splits rows at random: the first parts of a Fisher–Yates shuffle.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows.
  ///   - fractions: Those of the three parts, as `SplitShares` takes them.
  ///   - seed: The same seed gives the same split.
  public init(
    rowCount: Int, fractions: (train: Double, validation: Double, test: Double), seed: UInt64
  ) throws(DatasetError) {
    let shares = try SplitShares(
      train: fractions.train, validation: fractions.validation, test: fractions.test)
    let parts = Self.drawn(sizes: shares.sizes(of: rowCount), seed: seed)
    try self.init(parts: parts.map { Part.allCases[$0] })
  }

  /// Splits rows by a column that says what each is for: `train`, `validation`, `valid`, `val` or
  /// `test`, in any case.
  ///
  /// - Parameter column: A column read as categories.
  public init(column: Column) throws(DatasetError) {
    let words = "use train, validation or test in every row"
    guard case .categorical(let cells) = column.values else {
      throw DatasetError(
        .data, column: column.name, problem: "the split column is numeric", remedy: words)
    }
    var meanings: [Part] = []
    for category in cells.categories {
      guard let part = Part(word: category) else {
        throw DatasetError(
          .data, column: column.name, value: category, problem: "is not a part of a split",
          remedy: words)
      }
      meanings.append(part)
    }
    if let row = cells.codes.firstIndex(where: { $0 < 0 }) {
      throw DatasetError(
        .data, row: row, column: column.name, problem: "the row is in no part of the split",
        remedy: words)
    }
    try self.init(parts: cells.codes.map { meanings[Int($0)] })
  }

  /// Splits rows by the source they came from, as `TableDescription.rowsPerSource` counts them.
  ///
  /// - Parameter groups: The number of consecutive rows and what they are for.
  public init(groups: [(rowCount: Int, part: Part)]) throws(DatasetError) {
    try self.init(parts: groups.flatMap { repeatElement($0.part, count: $0.rowCount) })
  }

  /// For each row a part, drawn at random.
  ///
  /// - Parameter sizes: How many rows each part is to have; their sum is the number of rows.
  package static func drawn(sizes: [Int], seed: UInt64) -> [Int] {
    let rowCount = sizes.reduce(0, +)
    var generator = SeededGenerator(seed: seed, stream: .split)
    let order = shuffled(rowCount, using: &generator)
    var parts = [Int](repeating: 0, count: rowCount)
    var begin = 0
    for (part, size) in sizes.enumerated() {
      for row in order[begin..<begin + size] { parts[row] = part }
      begin += size
    }
    return parts
  }

  /// The numbers from 0 in an order drawn uniformly from all orders.
  private static func shuffled(_ count: Int, using generator: inout SeededGenerator) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int.random(in: 0...last, using: &generator))
    }
    return order
  }
}
