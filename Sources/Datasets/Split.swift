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

  /// What a group of rows is for.
  public enum Part: String, Codable, CaseIterable, Sendable {
    /// To learn from.
    case train
    /// To choose the best epoch.
    case validation
    /// To judge the result.
    case test
  }

  /// Splits rows by what each is for.
  ///
  /// - Parameter parts: One for each row.
  public init(parts: some Sequence<Part>) throws(DatasetError) {
    var lists: (train: [Int32], validation: [Int32], test: [Int32]) = ([], [], [])
    for (row, part) in parts.enumerated() {
      switch part {
      case .train: lists.train.append(Int32(row))
      case .validation: lists.validation.append(Int32(row))
      case .test: lists.test.append(Int32(row))
      }
    }
    (train, validation, test) = lists
    guard !train.isEmpty else {
      throw DatasetError(
        .data, problem: "the split leaves no row to train on",
        remedy: "use more rows or a larger fraction for training")
    }
  }

  /// Splits rows at random: the first parts of a Fisher–Yates shuffle.
  ///
  /// With n rows, the training part has round(n·t) rows and the training and validation parts
  /// together round(n·(t + v)), halves rounded away from zero; the test part has the rest.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows n.
  ///   - fractions: Those of the three parts, from 0 up, summing to 1 within 1e-9.
  ///   - seed: The same seed gives the same split.
  public init(
    rowCount: Int, fractions: (train: Double, validation: Double, test: Double), seed: UInt64
  ) throws(DatasetError) {
    let (train, validation, test) = fractions
    let isFraction = [train, validation, test].allSatisfy { $0 >= 0 && $0 <= 1 }
    guard isFraction, abs(train + validation + test - 1) <= 1e-9 else {
      throw DatasetError(
        .request,
        problem: "the fractions \(train), \(validation), \(test) of a split must be from 0 to 1 "
          + "and sum to 1",
        remedy: Remedy("use for example \(.fractions, .literal("0.8,0.1,0.1"))"))
    }
    let count = Double(rowCount)
    let trainEnd = min(rowCount, Int((count * train).rounded()))
    let validationEnd = test == 0 ? rowCount : Int((count * (train + validation)).rounded())
    var generator = SeededGenerator(seed: seed, stream: .split)
    var parts = [Part](repeating: .test, count: rowCount)
    for (place, row) in Self.shuffled(rowCount, using: &generator).enumerated() {
      if place < trainEnd {
        parts[row] = .train
      } else if place < validationEnd {
        parts[row] = .validation
      }
    }
    try self.init(parts: parts)
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
      guard let part = Self.part(named: category) else {
        throw DatasetError(
          .data, column: column.name, value: category, problem: "is not a part of a split",
          remedy: words)
      }
      meanings.append(part)
    }
    if let row = cells.codes.firstIndex(where: { $0 < 0 }) {
      throw DatasetError(
        .data, column: column.name, problem: "data row \(row + 1) is in no part of the split",
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

  private static func part(named name: String) -> Part? {
    switch name.lowercased() {
    case "train": .train
    case "validation", "valid", "val": .validation
    case "test": .test
    default: nil
    }
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
