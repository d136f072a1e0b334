internal import Datasets
package import DurableFiles
internal import NeuralNetwork
package import RandomNumbers

/// Training rows on disk in the order of an epoch: bins are shuffled, a few of them at a time make a
/// window in memory, and the rows of a window are shuffled, those of each shard by themselves. While
/// one window is trained on, the next is read.
package struct StoredOrder {
  private let rows: StoredRows
  /// The bins in their present order, of all shards the same.
  package private(set) var bins: [Int32]
  /// Where the present order comes from, …
  package private(set) var begun: SeededGenerator
  /// … and where the next ones will.
  private var generator: SeededGenerator
  /// What orders the rows of windows.
  private var key: UInt64 = 0
  /// For each window the number of rows of each shard.
  private var windowRows: [[Int]] = []
  private var window: (index: Int, tables: ShardTables)?
  private var next: (index: Int, tables: ReadAhead<Result<ShardTables, FileError>>)?

  /// Draws the order of the first epoch.
  package init(_ rows: StoredRows, seed: UInt64) {
    self.init(rows, generator: SeededGenerator(seed: seed, stream: .shuffle))
  }

  /// An order that was saved.
  ///
  /// - Parameter generator: Where it came from: `begun`.
  package init(_ rows: StoredRows, generator: SeededGenerator) {
    self.rows = rows
    self.generator = generator
    begun = generator
    bins = []
    shuffle()
  }

  /// Draws another order.
  package mutating func shuffle() {
    begun = generator
    bins = Array(0..<Int32(rows.binCount)).shuffled(using: &generator)
    key = generator.next()
    windowRows = stride(from: 0, to: bins.count, by: rows.binsPerWindow).map { start in
      rows.rowCounts.map { counts in
        bins[start...].prefix(rows.binsPerWindow).reduce(0) { $0 + counts[Int($1)] }
      }
    }
    (window, next) = (nil, nil)
  }

  /// How many rows an epoch has.
  package var rowCount: Int { rows.rowCount }

  /// How many batches an epoch has; the last ones of each window may be smaller.
  package func batchCount(of size: Int) -> Int {
    windowRows.reduce(0) { $0 + batchCount(ofWindow: $1, size) }
  }

  private func batchCount(ofWindow rowCounts: [Int], _ size: Int) -> Int {
    ShardTables.batchCount(rows.plan, rowCounts: rowCounts, size: taken(of: size))
  }

  /// No shard of a batch has more rows than one of all rows has.
  private func taken(of size: Int) -> Int { min(size, rowCount) }

  /// One of the batches of an epoch.
  package mutating func batch(_ index: Int, of size: Int) throws(FileError) -> RowBatch {
    var (place, rowsBefore, number) = (index, 0, 0)
    while place >= batchCount(ofWindow: windowRows[number], size) {
      place -= batchCount(ofWindow: windowRows[number], size)
      rowsBefore += windowRows[number].reduce(0, +)
      number += 1
    }
    let (tables, size) = (try window(number), taken(of: size))
    return RowBatch(
      rows: BatchRows(tables, batch: place, of: size),
      next: BatchRows(tables, batch: place + 1, of: size),
      rowsDone: rowsBefore + tables.rowsDone(batch: place, of: size))
  }

  /// The rows of a window, while the next one is being read.
  private mutating func window(_ index: Int) throws(FileError) -> ShardTables {
    if let window, window.index == index { return window.tables }
    window = nil
    let made: ShardTables
    if let next, next.index == index {
      made = try next.tables.value.get()
    } else {
      made = try reading(index)().get()
    }
    next = nil
    if index + 1 < windowRows.count { next = (index + 1, ReadAhead(reading(index + 1))) }
    window = (index, made)
    return made
  }

  /// What reads a window.
  private func reading(_ index: Int) -> @Sendable () -> Result<ShardTables, FileError> {
    let bins = bins[(index * rows.binsPerWindow)...].prefix(rows.binsPerWindow)
    let (key, rowCounts) = (key &+ UInt64(index), windowRows[index])
    return { [rows] in
      Result { () throws(FileError) in
        let own = try rows.shards.map { shard throws(FileError) in
          let table = try rows.table(ofBins: bins, shard: shard)
          var generator = SeededGenerator(seed: key, stream: .shuffle, part: shard)
          let order = Array(0..<Int32(table.features.rowCount)).shuffled(using: &generator)
          return (table: table, order: order)
        }
        return ShardTables(rows.plan, rank: rows.rank, own: own, rowCounts: rowCounts)
      }
    }
  }
}
