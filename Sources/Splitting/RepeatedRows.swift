public import Datasets

/// Which rows of a table have the same cells in all of some columns.
public struct RepeatedRows: Sendable {
  /// For each row the number of its group of equal rows, in the order of their first appearance.
  public let groups: [Int32]

  /// Compares the rows by a fingerprint of 64 bits of their cells: of a billion pairs of different
  /// rows, one is taken for equal with a probability of 1e-10. Missing cells are equal to each
  /// other, and 0 is equal to −0.
  ///
  /// - Parameter columns: Columns of equal length; without any there are no rows.
  public init(_ columns: [Column]) {
    var marks = [UInt64](repeating: 0, count: columns.first?.rowCount ?? 0)
    for column in columns { column.mix(into: &marks) }
    var numbering = Numbering<UInt64>()
    groups = marks.map { numbering.number(of: $0) }
  }

  /// For validation and testing the rows that are equal to a training row, if there are any.
  public func shared(by split: Split) -> [Shared] {
    var firstRow: [Int32: Int32] = [:]
    for row in split.train where firstRow[groups[Int(row)]] == nil {
      firstRow[groups[Int(row)]] = row
    }
    return [(Split.Part.validation, split.validation), (.test, split.test)].compactMap {
      part, rows in
      let found = rows.filter { firstRow[groups[Int($0)]] != nil }
      guard let row = found.first, let equal = firstRow[groups[Int(row)]] else { return nil }
      return Shared(
        part: part, count: found.count, of: rows.count, first: Int(row), equalTo: Int(equal))
    }
  }

  /// Rows of a part that equal training rows.
  public struct Shared: Equatable, Sendable {
    /// The part.
    public let part: Split.Part
    /// How many rows.
    public let count: Int
    /// How many rows the part has.
    public let of: Int
    /// The first of them, from 0, …
    public let first: Int
    /// … and the first training row that it equals.
    public let equalTo: Int
  }
}

extension Column {
  fileprivate var rowCount: Int {
    switch values {
    case .numeric(let numbers): numbers.count
    case .categorical(let cells): cells.codes.count
    }
  }

  /// Adds each row's cell to what is known of the row.
  fileprivate func mix(into marks: inout [UInt64]) {
    switch values {
    case .numeric(let numbers):
      for row in marks.indices {
        let number = numbers[row]
        let bits = number.isNaN ? Double.nan.bitPattern : (number + 0).bitPattern
        marks[row] = Self.mixed(marks[row], bits)
      }
    case .categorical(let cells):
      for row in marks.indices {
        marks[row] = Self.mixed(marks[row], UInt64(bitPattern: Int64(cells.codes[row])))
      }
    }
  }

  /// Spreads every bit of both over all bits (the finalizer of SplitMix64).
  private static func mixed(_ mark: UInt64, _ bits: UInt64) -> UInt64 {
    var z = (mark &* 0x9E37_79B9_7F4A_7C15) ^ (bits &+ 0x9E37_79B9_7F4A_7C15)
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
