internal import Datasets
internal import DurableFiles
package import NeuralNetwork
internal import RandomNumbers

/// The training rows in the order of an epoch, wherever they are.
enum TrainingRows {
  /// Rows of a table in memory.
  case resident(TrainingTable, RowOrder)
  /// Rows on disk.
  case stored(StoredOrder)

  /// Draws the order of the first epoch.
  init(_ data: PreparedData, seed: UInt64) {
    if let stored = data.stored {
      self = .stored(StoredOrder(stored, seed: seed))
    } else {
      self = .resident(data.table, RowOrder(data.split.train, seed: seed))
    }
  }

  /// An order that was saved.
  init(_ data: PreparedData, order: [Int32], generator: SeededGenerator) {
    if let stored = data.stored {
      self = .stored(StoredOrder(stored, generator: generator))
    } else {
      self = .resident(data.table, RowOrder(order, generator: generator))
    }
  }

  /// Draws another order.
  mutating func shuffle() {
    switch self {
    case .resident(let table, var order):
      // The order changes in place only while nobody else holds it.
      self = .resident(table, RowOrder([], generator: order.generator))
      order.shuffle()
      self = .resident(table, order)
    case .stored(var order):
      order.shuffle()
      self = .stored(order)
    }
  }

  /// How many rows an epoch has.
  var rowCount: Int {
    switch self {
    case .resident(_, let order): order.rows.count
    case .stored(let order): order.rowCount
    }
  }

  /// How many batches an epoch has.
  func batchCount(of size: Int) -> Int {
    switch self {
    case .resident(_, let order): order.batchCount(of: size)
    case .stored(let order): order.batchCount(of: size)
    }
  }

  /// One of the batches of an epoch.
  mutating func batch(_ index: Int, of size: Int) throws(FileError) -> RowBatch {
    switch self {
    case .resident(let table, let order):
      let rows = order.batch(index, of: size)
      return RowBatch(
        rows: BatchRows(table, rows), next: BatchRows(table, order.batch(index + 1, of: size)),
        rowsDone: rows.endIndex)
    case .stored(var order):
      defer { self = .stored(order) }
      return try order.batch(index, of: size)
    }
  }

  /// What a checkpoint keeps: the rows or bins in their order, and where orders come from.
  var saved: (order: [Int32], generator: SeededGenerator) {
    switch self {
    case .resident(_, let order): (order.rows, order.generator)
    case .stored(let order): (order.bins, order.begun)
    }
  }
}

/// Some rows that are trained on in one step.
package struct RowBatch {
  /// Which.
  package let rows: BatchRows
  /// The rows of the step that follows, as far as they are of the same tables.
  package let next: BatchRows
  /// How many rows of the epoch are done with them.
  package let rowsDone: Int
}

extension PreparedData {
  /// What an order of the training rows is one of: the rows, or the bins on disk.
  var orderedUnits: [Int32] {
    stored.map { Array(0..<Int32($0.binCount)) } ?? split.train
  }
}
