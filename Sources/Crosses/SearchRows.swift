package import Datasets
internal import RandomNumbers

/// The rows that a search for crosses looks at: training rows in folds, then validation rows.
package struct SearchRows: Sendable {
  /// Their places in the table.
  package let rows: [Int32]
  /// How many of them, the first ones, are for training.
  package let trainingCount: Int
  /// The fold of each training row.
  package let folds: [UInt8]
  /// What each row counts for, 1 on average.
  package let weights: [Double]

  /// Into how many folds training rows are divided: each is predicted from the others.
  package static let foldCount = 4
  /// More rows of a kind tell crosses apart no better, and take long.
  static let most = 16_384

  /// Draws them, always the same of one split.
  package init(_ split: Split, weights rowWeights: [Float]?) {
    var generator = SeededGenerator(seed: 0, stream: .crosses)
    func sample(_ rows: [Int32]) -> [Int32] {
      rows.count <= Self.most ? rows : Array(rows.shuffled(using: &generator).prefix(Self.most))
    }
    let training = sample(split.train)
    rows = training + sample(split.validation)
    trainingCount = training.count
    folds = training.indices.map { UInt8($0 % Self.foldCount) }.shuffled(using: &generator)
    weights = rowWeights.scaled(at: rows)
  }
}

/// Codes of the rows of a search: for each the cell that it is in; −1 where no training row is.
package struct CellCodes: Sendable {
  package let codes: [Int32]
  /// The number of cells.
  package let count: Int

  /// One column's.
  package init(_ column: CellColumn, of values: Column, at rows: SearchRows) {
    let all = column.codes(of: values)
    codes = rows.rows.map { all[Int($0)] }
    count = column.count
  }

  private init(codes: [Int32], count: Int) {
    self.codes = codes
    self.count = count
  }

  /// The cells of two divisions together; nil where there may be more than can be counted.
  ///
  /// - Parameters:
  ///   - trainingCount: How many rows, the first ones, make cells.
  ///   - places: Room for a number of each possible cell, all −1, and so again afterwards.
  package func crossed(
    with other: CellCodes, trainingCount: Int, places: inout [Int32]
  ) -> CellCodes? {
    let possible = count * other.count
    guard possible <= Self.mostPossible else { return nil }
    if places.count < possible {
      places += Array(repeating: -1, count: possible - places.count)
    }
    var (crossed, next) = (Array(repeating: Int32(-1), count: codes.count), Int32(0))
    for row in codes.indices where codes[row] >= 0 && other.codes[row] >= 0 {
      let cell = Int(codes[row]) * other.count + Int(other.codes[row])
      if places[cell] < 0 {
        guard row < trainingCount else { continue }
        places[cell] = next
        next += 1
      }
      crossed[row] = places[cell]
    }
    for row in codes.indices where codes[row] >= 0 && other.codes[row] >= 0 {
      places[Int(codes[row]) * other.count + Int(other.codes[row])] = -1
    }
    return CellCodes(codes: crossed, count: Int(next))
  }

  private static let mostPossible = 1 << 24
}
