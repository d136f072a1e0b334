internal import RandomNumbers

/// The training rows in the order of an epoch, shuffled anew for each.
struct RowOrder {
  private(set) var rows: [Int32]
  private var generator: SeededGenerator

  init(_ rows: [Int32], seed: UInt64) {
    self.rows = rows
    generator = SeededGenerator(seed: seed, stream: .shuffle)
    shuffle()
  }

  /// Draws another order, by Fisher and Yates.
  mutating func shuffle() {
    rows.shuffle(using: &generator)
  }

  /// How many batches an epoch has; the last may be smaller.
  func batchCount(of size: Int) -> Int {
    (rows.count + size - 1) / size
  }

  /// The rows cut into batches.
  func batches(of size: Int) -> some Sequence<ArraySlice<Int32>> {
    stride(from: 0, to: rows.count, by: size).lazy.map { [rows] start in
      rows[start..<Swift.min(start + size, rows.count)]
    }
  }
}
