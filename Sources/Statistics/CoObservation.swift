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
    var present: [Int] = []
    for row in columns.first?.indices ?? 0..<0 {
      present.removeAll(keepingCapacity: true)
      for label in columns.indices where !columns[label][row].isNaN { present.append(label) }
      add(present)
    }
  }

  private mutating func add(_ present: [Int]) {
    rows += 1
    if present.isEmpty { rowsWithNone += 1 }
    if present.count == labelCount { rowsWithAll += 1 }
    for i in present {
      for j in present { counts[i * labelCount + j] += 1 }
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
