internal import Datasets
package import DurableFiles
internal import NeuralNetwork
package import RandomNumbers

/// Training rows on disk in the order of an epoch: bins are shuffled, a few of them at a time make a
/// window in memory, and the rows of a window are shuffled. While one window is trained on, the next
/// is read.
package struct StoredOrder {
  private let rows: StoredRows
  /// The bins in their present order.
  package private(set) var bins: [Int32]
  /// Where the present order comes from, …
  package private(set) var begun: SeededGenerator
  /// … and where the next ones will.
  private var generator: SeededGenerator
  /// What orders the rows of windows.
  private var key: UInt64 = 0
  /// The number of rows of each window.
  private var windowRows: [Int] = []
  private var window: (index: Int, rows: RowWindow)?
  private var next: (index: Int, rows: ReadAhead<Result<RowWindow, FileError>>)?

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
      bins[start...].prefix(rows.binsPerWindow).reduce(0) { $0 + rows.rowCounts[Int($1)] }
    }
    (window, next) = (nil, nil)
  }

  /// How many rows an epoch has.
  package var rowCount: Int { rows.rowCount }

  /// How many batches an epoch has; the last of each window may be smaller.
  package func batchCount(of size: Int) -> Int {
    windowRows.reduce(0) { $0 + ($1 + size - 1) / size }
  }

  /// One of the batches of an epoch.
  package mutating func batch(_ index: Int, of size: Int) throws(FileError) -> RowBatch {
    var (place, rowsBefore, number) = (index, 0, 0)
    while place >= (windowRows[number] + size - 1) / size {
      place -= (windowRows[number] + size - 1) / size
      rowsBefore += windowRows[number]
      number += 1
    }
    let window = try window(number)
    func rows(_ place: Int) -> ArraySlice<Int32> {
      let start = min(place * size, window.order.count)
      return window.order[start..<min(start + size, window.order.count)]
    }
    let batch = rows(place)
    return RowBatch(
      table: window.table, rows: batch, next: rows(place + 1),
      rowsDone: rowsBefore + batch.endIndex)
  }

  /// The rows of a window, while the next one is being read.
  private mutating func window(_ index: Int) throws(FileError) -> RowWindow {
    if let window, window.index == index { return window.rows }
    window = nil
    let made: RowWindow
    if let next, next.index == index {
      made = try next.rows.value.get()
    } else {
      made = try reading(index)().get()
    }
    next = nil
    if index + 1 < windowRows.count { next = (index + 1, ReadAhead(reading(index + 1))) }
    window = (index, made)
    return made
  }

  /// What reads a window.
  private func reading(_ index: Int) -> @Sendable () -> Result<RowWindow, FileError> {
    let bins = bins[(index * rows.binsPerWindow)...].prefix(rows.binsPerWindow)
    let seed = key &+ UInt64(index)
    return { [rows] in
      Result { () throws(FileError) in
        let table = try rows.table(ofBins: bins)
        var generator = SeededGenerator(seed: seed, stream: .shuffle)
        let order = Array(0..<Int32(table.features.rowCount)).shuffled(using: &generator)
        return RowWindow(table: table, order: order)
      }
    }
  }
}

/// Rows in memory, in the order in which they are trained on.
private struct RowWindow: Sendable {
  let table: TrainingTable
  let order: [Int32]
}
