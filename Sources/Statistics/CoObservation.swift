/// How many rows have labels i and j both, for every pair, streamed and mergeable.
public struct CoObservation: Codable, Sendable, Equatable {
  /// The number of label columns n.
  public let labelCount: Int
  /// The rows seen.
  public private(set) var rows = 0
  /// The rows without any label.
  public private(set) var rowsWithNone = 0
  /// The rows with every label.
  public private(set) var rowsWithAll = 0
  private var counts: [Int]

  /// Counts of no rows.
  public init(labelCount: Int) {
    self.labelCount = labelCount
    counts = Array(repeating: 0, count: labelCount * labelCount)
  }

  /// The rows with both labels; on the diagonal, the rows with the label.
  public subscript(i: Int, j: Int) -> Int { counts[i * labelCount + j] }

  /// Adds rows from label columns of equal length, NaN where a label is missing.
  public mutating func add(columns: [[Double]]) {
    precondition(columns.count == labelCount, "one column a label")
    let rowCount = columns.first?.count ?? 0
    var present = [UInt64](repeating: 0, count: labelCount)
    for start in stride(from: 0, to: rowCount, by: UInt64.bitWidth) {
      let block = start..<min(start + UInt64.bitWidth, rowCount)
      for label in columns.indices {
        var bits: UInt64 = 0
        for row in block where !columns[label][row].isNaN { bits |= 1 << UInt64(row - start) }
        present[label] = bits
      }
      add(present, rowCount: block.count)
    }
  }

  /// Adds up to 64 rows, for each label a bit of each row that has it.
  private mutating func add(_ present: [UInt64], rowCount: Int) {
    rows += rowCount
    rowsWithNone += rowCount - present.reduce(0, |).nonzeroBitCount
    rowsWithAll += present.reduce(.max, &).nonzeroBitCount
    for i in present.indices {
      for j in 0..<i {
        let both = (present[i] & present[j]).nonzeroBitCount
        counts[i * labelCount + j] += both
        counts[j * labelCount + i] += both
      }
      counts[i * labelCount + i] += present[i].nonzeroBitCount
    }
  }

  /// Adds the rows that `other` has seen, which has as many labels.
  public mutating func merge(_ other: CoObservation) {
    precondition(other.labelCount == labelCount, "counts of the same labels")
    rows += other.rows
    rowsWithNone += other.rowsWithNone
    rowsWithAll += other.rowsWithAll
    for i in counts.indices { counts[i] += other.counts[i] }
  }

  /// The same counts with the labels in another order.
  ///
  /// - Parameter order: For each new place the label's place so far.
  func reordered(_ order: [Int]) -> CoObservation {
    guard order != Array(0..<labelCount) else { return self }
    var result = self
    for (i, old) in order.enumerated() {
      for (j, other) in order.enumerated() { result.counts[i * labelCount + j] = self[old, other] }
    }
    return result
  }
}
