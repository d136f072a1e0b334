internal import RandomNumbers

/// The training rows in the order of an epoch, shuffled anew for each.
package struct RowOrder {
  /// The rows in their present order.
  package private(set) var rows: [Int32]
  /// Where the next orders come from.
  private(set) var generator: SeededGenerator

  /// Draws the first epoch's order.
  package init(_ rows: [Int32], seed: UInt64) {
    self.rows = rows
    generator = SeededGenerator(seed: seed, stream: .shuffle)
    shuffle()
  }

  /// An order that was saved.
  init(_ rows: [Int32], generator: SeededGenerator) {
    self.rows = rows
    self.generator = generator
  }

  /// Draws another order, by Fisher and Yates.
  package mutating func shuffle() {
    rows.shuffle(using: &generator)
  }

  /// How many batches an epoch has; the last may be smaller.
  package func batchCount(of size: Int) -> Int {
    (rows.count + size - 1) / size
  }

  /// One of the batches of an epoch; none after the last one.
  package func batch(_ index: Int, of size: Int) -> ArraySlice<Int32> {
    let start = min(index * size, rows.count)
    return rows[start..<min(start + size, rows.count)]
  }
}
