/// The rows of a table in row groups, cut into shards of equally many rows that follow each other.
package struct GroupShards: Sendable {
  /// A row group that some shards have rows of.
  package struct Visit: Sendable {
    /// Which group.
    package let group: Int
    /// The shards that have rows of it, and which.
    package fileprivate(set) var pieces: [(shard: Int, rows: Range<Int>)]

    /// The rows of all of these shards.
    package var rows: Range<Int> {
      (pieces.first?.rows.lowerBound ?? 0)..<(pieces.last?.rows.upperBound ?? 0)
    }
  }

  private let rowCounts: [Int]
  private let count: Int

  /// - Parameters:
  ///   - rowCounts: The number of rows of each group.
  ///   - count: How many shards there are.
  package init(rowCounts: [Int], count: Int) {
    (self.rowCounts, self.count) = (rowCounts, count)
  }

  /// The groups that some shards have rows of, in their order.
  package func visits(of shards: Range<Int>) -> [Visit] {
    let total = rowCounts.reduce(0, +)
    var (visits, first): ([Visit], Int) = ([], 0)
    for (group, rowCount) in rowCounts.enumerated() {
      var visit = Visit(group: group, pieces: [])
      for shard in shards {
        let rows = (total * shard / count..<total * (shard + 1) / count)
          .clamped(to: first..<first + rowCount)
        guard !rows.isEmpty else { continue }
        visit.pieces.append((shard, rows.lowerBound - first..<rows.upperBound - first))
      }
      if !visit.pieces.isEmpty { visits.append(visit) }
      first += rowCount
    }
    return visits
  }
}
