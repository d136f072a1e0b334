import Datasets
import Foundation
import LinearAlgebra
import Losses
import ModelExamples
import NeuralNetwork
import RandomNumbers
import Testing
import Training

/// Training rows on disk: each is there once, as it was, and windows are random samples of them.
struct StoredRowsTests {
  private static let folder = FileManager.default.temporaryDirectory.path
  private static let labels = ExampleModel.labels.map(\.0)

  /// Rows with every kind of input and label; the first number of row i is i, and so are its targets.
  private func table(rows: Int) -> (features: EncodedFeatures, targets: [[Float]]) {
    let layout = InputLayout(features: ExampleModel.features)
    var generator = SeededGenerator(seed: 1, stream: .initialisation)
    func floats(_ count: Int) -> [Float] {
      (0..<count * rows).map { _ in Float.random(in: -3...3, using: &generator) }
    }
    func codes(_ count: Int) -> [Int32] {
      (0..<count * rows).map { _ in Int32.random(in: 0..<3, using: &generator) }
    }
    var numbers = floats(layout.numberCount)
    for row in 0..<rows { numbers[row * layout.numberCount] = Float(row) }
    let features = EncodedFeatures(
      layout: layout, rowCount: rows, numbers: numbers, hot: codes(layout.oneHotCount),
      embedded: codes(layout.embeddings.count), positions: floats(layout.splines.count))
    let targets = Self.labels.map { label in
      (0..<rows).map { row -> Float in
        if row % 7 == 2 { return .nan }
        return label.kind.isClass ? Float(row % 2) : Float(row)
      }
    }
    return (features, targets)
  }

  private func stored(
    _ table: (features: EncodedFeatures, targets: [[Float]]), windowBytes: Int,
    weights: [Float]? = nil, labelWeights: [Int: [Float]] = [:], seed: UInt64 = 0,
    shards: Int = 1
  ) throws -> StoredRows {
    let record = RowRecord(
      layout: table.features.layout, labels: Self.labels, hasRowWeights: weights != nil,
      weighted: labelWeights.keys.sorted())
    let rows = table.features.rowCount
    var dealer = try RowDealer(
      record, rowCount: rows, windowBytes: windowBytes, seed: seed, folder: Self.folder,
      sharing: .alone(shards: shards))
    for row in 0..<rows {
      try dealer.deal(
        row, of: table.features, targets: table.targets, weights: weights,
        labelWeights: Self.labels.indices.map { labelWeights[$0] }, shard: row * shards / rows)
    }
    let rowCounts = try dealer.finish()
    return dealer.rows(rowCounts)
  }

  /// A row's inputs, targets and weights, bit by bit.
  private func bits(_ row: Int, of table: TrainingTable) -> [UInt32] {
    let (features, layout) = (table.features, table.features.layout)
    func cells<Value>(_ values: [Value], _ count: Int) -> ArraySlice<Value> {
      values[row * count..<(row + 1) * count]
    }
    return cells(features.numbers, layout.numberCount).map(\.bitPattern)
      + cells(features.hot, layout.oneHotCount).map(UInt32.init(bitPattern:))
      + cells(features.embedded, layout.embeddings.count).map(UInt32.init(bitPattern:))
      + cells(features.positions, layout.splines.count).map(\.bitPattern)
      + table.targets.map { $0[row].bitPattern }
      + table.targets.indices.map { table.weights.inLoss(of: $0)?[row].bitPattern ?? 1 }
  }

  @Test(
    "each row is read once, with its inputs, targets and weights", arguments: [1, 5000, 1 << 20])
  func everyRow(windowBytes: Int) throws {
    let table = table(rows: 700)
    let weights = (0..<700).map { Float($0 % 5) }
    let own = (0..<700).map { Float($0 % 3) + 0.5 }
    let whole = TrainingTable(
      features: table.features, targets: table.targets,
      weights: CellWeights(
        rows: weights, ofLabels: Self.labels.indices.map { $0 == 2 ? own : nil },
        values: table.targets.map { $0.map(Double.init) }, labels: Self.labels))
    let stored = try stored(
      table, windowBytes: windowBytes, weights: weights, labelWeights: [2: own])
    #expect(stored.rowCount == 700)
    var seen: Set<Int> = []
    for bin in 0..<Int32(stored.binCount) {
      let part = try stored.table(ofBins: [bin], shard: 0)
      #expect(part.features.rowCount == stored.rowCounts[0][Int(bin)])
      for row in 0..<part.features.rowCount {
        let number = Int(part.features.numbers[row * part.features.layout.numberCount])
        #expect(seen.insert(number).inserted)
        #expect(bits(row, of: part) == bits(number, of: whole))
      }
    }
    #expect(seen.count == 700)
  }

  /// The numbers of some shards' rows of a batch.
  private func numbers(
    _ rows: BatchRows, of shards: some Sequence<Int>, by plan: ShardPlan
  ) -> [Int] {
    shards.flatMap { shard in
      let (table, rows, _) = rows.rows(of: shard, by: plan)
      let width = table.features.layout.numberCount
      return rows.map { Int(table.features.numbers[Int($0) * width]) }
    }
  }

  @Test(
    "the batches of an epoch have each row once, and the next epoch has them in another order",
    arguments: [1, 3], [2, 32, 5000])
  func epochs(shards: Int, size: Int) throws {
    let stored = try stored(table(rows: 900), windowBytes: 20_000, shards: shards)
    #expect(stored.binCount > 2 * stored.binsPerWindow)
    var order = StoredOrder(stored, seed: 3)
    var orders: Set<[Int]> = []
    for _ in 0..<3 {
      var all: [Int] = []
      for index in 0..<order.batchCount(of: size) {
        let batch = try order.batch(index, of: size)
        let numbers = numbers(batch.rows, of: 0..<shards, by: stored.plan)
        all += numbers
        #expect(batch.rowsDone == all.count)
        #expect(numbers.count == batch.rows.count)
        #expect((1...max(size, shards)).contains(numbers.count))
      }
      #expect(all.sorted() == Array(0..<900))
      #expect(orders.insert(all).inserted)
      order.shuffle()
    }
  }

  @Test("a shard has its rows, and as many of a batch as a batch of one table gives it")
  func shards() throws {
    let stored = try stored(table(rows: 900), windowBytes: 20_000, shards: 3)
    var order = StoredOrder(stored, seed: 3)
    var whole = 0
    for index in 0..<order.batchCount(of: 31) {
      let rows = try order.batch(index, of: 31).rows
      var first = 0
      for shard in 0..<3 {
        let found = numbers(rows, of: [shard], by: stored.plan)
        #expect(found.allSatisfy { $0 / 300 == shard })
        #expect(found.count <= stored.plan.rows(of: shard, among: 31).count)
        #expect(rows.rows(of: shard, by: stored.plan).first == first)
        first += found.count
      }
      if rows.count == 31 { whole += 1 }
    }
    #expect(whole >= 20)
  }

  @Test("an order that was saved goes on with the same batches")
  func saved() throws {
    let stored = try stored(table(rows: 900), windowBytes: 20_000, shards: 2)
    var order = StoredOrder(stored, seed: 3)
    order.shuffle()
    var again = StoredOrder(stored, generator: order.begun)
    #expect(again.bins == order.bins)
    for _ in 0..<2 {
      // From the middle of an epoch on, as after an interruption.
      for index in 7..<order.batchCount(of: 50) {
        let (batch, same) = (try order.batch(index, of: 50), try again.batch(index, of: 50))
        #expect(
          numbers(batch.rows, of: 0..<2, by: stored.plan)
            == numbers(same.rows, of: 0..<2, by: stored.plan))
        #expect(batch.rowsDone == same.rowsDone)
      }
      order.shuffle()
      again.shuffle()
    }
  }

  @Test("of a sorted table windows and batches are as good as those of a full shuffle")
  func sortedTable() throws {
    let count = 3000
    let table = table(rows: count)
    let mean = Double(count - 1) / 2
    let variance = Double(count * count - 1) / 12
    for (what, size) in [("windows", Int.max / 2), ("batches", 64)] {
      var squares: [Double] = []
      for seed in UInt64(0)..<20 {
        let stored = try stored(table, windowBytes: 40_000, seed: seed)
        var order = StoredOrder(stored, seed: seed)
        for index in 0..<order.batchCount(of: size) {
          let batch = try order.batch(index, of: size)
          let sum = Double(
            numbers(batch.rows, of: [0], by: stored.plan).reduce(0, +))
          // The mean of rows that are drawn from all without replacement varies by so much.
          let drawn = Double(batch.rows.count)
          let expected = variance / drawn * (Double(count) - drawn) / (Double(count) - 1)
          squares.append((sum / drawn - mean) * (sum / drawn - mean) / expected)
        }
      }
      // The mean of n squared standard normal numbers has the standard deviation √(2/n); those of an
      // epoch are slightly negatively correlated.
      let n = Double(squares.count)
      let found = squares.reduce(0, +) / n
      #expect(n > 30 && abs(found - 1) < 4 * (2 / n).squareRoot(), "\(what): \(found) of \(n)")
    }
  }

  @Test("no file is left where the rows take room")
  func nothingLeft() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "stored-\(UUID())")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let table = table(rows: 50)
    let record = RowRecord(
      layout: table.features.layout, labels: Self.labels, hasRowWeights: false, weighted: [])
    var dealer = try RowDealer(
      record, rowCount: 50, windowBytes: 100, seed: 0, folder: place.path,
      sharing: .alone(shards: 1))
    try dealer.deal(
      0, of: table.features, targets: table.targets, weights: nil,
      labelWeights: Self.labels.map { _ in nil }, shard: 0)
    let rowCounts = try dealer.finish()
    #expect(dealer.rows(rowCounts).rowCount == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    #expect(throws: (any Error).self) {
      try RowDealer(
        record, rowCount: 50, windowBytes: 100, seed: 0, folder: place.path + "/none",
        sharing: .alone(shards: 1))
    }
  }
}
