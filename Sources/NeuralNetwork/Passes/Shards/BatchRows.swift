package import LinearAlgebra

/// The rows that one step is trained on: some rows of one table, which shards cut between them, or
/// for each shard some rows of a table of its own.
package struct BatchRows: Sendable {
  private enum Place: Sendable {
    case together(TrainingTable, ArraySlice<Int32>)
    case apart(ShardTables, batch: Int, size: Int)
  }

  private let place: Place
  /// Which part of them, and of how many.
  private var part = (index: 0, count: 1)

  /// Rows of a table.
  package init(_ table: TrainingTable, _ rows: ArraySlice<Int32>) {
    place = .together(table, rows)
  }

  /// One of the batches of what shards have in memory; none behind the last one.
  ///
  /// - Parameter size: The rows of a batch, of all shards.
  package init(_ tables: ShardTables, batch: Int, of size: Int) {
    place = .apart(tables, batch: batch, size: size)
  }

  /// How many rows there are, those of other ranks' shards included.
  package var count: Int {
    switch place {
    case .together(_, let rows): rows.part(part.index, of: part.count).count
    case .apart(let tables, _, _): tables.rowCounts.indices.reduce(0) { $0 + range(of: $1).count }
    }
  }

  /// One of `count` parts of nearly the same size.
  package func part(_ index: Int, of count: Int) -> BatchRows {
    precondition(part.count == 1, "a part is not cut again")
    var rows = self
    rows.part = (index, count)
    return rows
  }

  /// The rows of a shard, the table that they are of, and their place in the batch.
  package func rows(
    of shard: Int, by plan: ShardPlan
  ) -> (table: TrainingTable, rows: ArraySlice<Int32>, first: Int) {
    switch place {
    case .together(let table, let all):
      let rows = all.part(part.index, of: part.count)
      let range = plan.rows(of: shard, among: rows.count)
      return (
        table, rows[rows.startIndex + range.lowerBound..<rows.startIndex + range.upperBound],
        range.lowerBound
      )
    case .apart(let tables, _, _):
      precondition(tables.plan == plan, "rows were shared by the same plan")
      let first = (0..<shard).reduce(0) { $0 + range(of: $1).count }
      let (table, order) = tables.own[shard - tables.firstShard]
      return (table, order[range(of: shard)], first)
    }
  }

  /// Where a shard's rows are in its order.
  private func range(of shard: Int) -> Range<Int> {
    guard case .apart(let tables, let batch, let size) = place else {
      preconditionFailure("rows of one table have one order")
    }
    let rows = tables.rows(of: shard, batch: batch, size: size)
    func cut(_ index: Int) -> Int { rows.lowerBound + index * rows.count / part.count }
    return cut(part.index)..<cut(part.index + 1)
  }
}

/// Rows in memory that shards have apart: for each of this rank's shards a table and the order of
/// its rows.
package struct ShardTables: Sendable {
  /// Which rank has which shards.
  package let plan: ShardPlan
  /// How many rows each shard has, those of other ranks included.
  package let rowCounts: [Int]
  fileprivate let own: [(table: TrainingTable, order: [Int32])]
  fileprivate let firstShard: Int

  /// - Parameters:
  ///   - own: For each shard of the rank its rows, and their order.
  ///   - rowCounts: How many rows each shard has, on all ranks.
  package init(
    _ plan: ShardPlan, rank: Int, own: [(table: TrainingTable, order: [Int32])], rowCounts: [Int]
  ) {
    let shards = plan.shards(of: rank)
    precondition(
      own.count == shards.count && rowCounts.count == plan.count
        && zip(own, rowCounts[shards]).allSatisfy { $0.order.count == $1 },
      "a table for each shard")
    (self.plan, self.own, self.rowCounts) = (plan, own, rowCounts)
    firstShard = shards.lowerBound
  }

  /// How many batches shards of so many rows make: each has at least one row of every shard that has
  /// rows left, so that a shard with more rows than others makes smaller ones at the end.
  package static func batchCount(_ plan: ShardPlan, rowCounts: [Int], size: Int) -> Int {
    rowCounts.enumerated().reduce(0) { most, shard in
      let taken = taken(by: shard.offset, plan, size: size)
      return max(most, (shard.element + taken - 1) / taken)
    }
  }

  /// How many rows a shard takes at a time.
  private static func taken(by shard: Int, _ plan: ShardPlan, size: Int) -> Int {
    max(plan.rows(of: shard, among: size).count, 1)
  }

  /// Where the rows of a batch are in a shard's order.
  fileprivate func rows(of shard: Int, batch: Int, size: Int) -> Range<Int> {
    let taken = Self.taken(by: shard, plan, size: size)
    let start = min(batch * taken, rowCounts[shard])
    return start..<min(start + taken, rowCounts[shard])
  }

  /// How many rows, of all shards, are done with a batch.
  package func rowsDone(batch: Int, of size: Int) -> Int {
    rowCounts.indices.reduce(0) { $0 + rows(of: $1, batch: batch, size: size).upperBound }
  }
}

extension ArraySlice {
  /// One of `count` parts of nearly the same size.
  fileprivate func part(_ index: Int, of count: Int) -> ArraySlice {
    self[
      startIndex + index * self.count / count..<startIndex + (index + 1) * self.count / count]
  }
}
