internal import Dispatch
internal import RandomNumbers
internal import Synchronization

/// Samples of the rows of a table: as many rows, or groups of rows, as there are, drawn with
/// replacement.
package struct Resamples: Sendable {
  /// How many samples there are.
  package var count: Int { seeds.count }
  /// How many groups of rows there are, each of which is drawn whole; nil where single rows are.
  package let groupCount: Int?
  /// The number of rows.
  private let rowCount: Int
  /// The number of each row's group, from 0.
  private let groupOfRow: [Int]?
  /// What decides each sample, whoever draws it.
  private let seeds: [UInt64]

  /// - Parameters:
  ///   - count: How many samples.
  ///   - rowCount: The number of rows.
  ///   - groups: For each row any number that rows of its group have in common; nil where each row
  ///     is drawn by itself.
  ///   - seed: The same seed gives the same samples.
  package init(_ count: Int, rowCount: Int, groups: [Int32]?, seed: UInt64) {
    precondition(groups.map { $0.count == rowCount } ?? true, "one group for each row")
    var numbers: [Int32: Int] = [:]
    groupOfRow = groups?.map { group in
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
    groupCount = groups.map { _ in numbers.count }
    self.rowCount = rowCount
    var generator = SeededGenerator(seed: seed, stream: .bootstrap)
    seeds = (0..<count).map { _ in generator.next() }
  }

  /// How often each row is in a sample.
  package func counts(_ sample: Int) -> [Double] {
    var generator = SeededGenerator(seed: seeds[sample], stream: .bootstrap)
    let units = groupCount ?? rowCount
    var counts = Array(repeating: 0.0, count: units)
    for _ in 0..<units {
      counts[min(Int(generator.uniform() * Double(units)), units - 1)] += 1
    }
    return groupOfRow.map { groups in groups.map { counts[$0] } } ?? counts
  }

  /// Whether some of the rows can be drawn without others of them: whether they are two or more, of
  /// different groups.
  package func canVary(_ rows: [Int]) -> Bool {
    guard let first = rows.first else { return false }
    guard let groupOfRow else { return rows.count > 1 }
    return rows.contains { groupOfRow[$0] != groupOfRow[first] }
  }
}

extension Resamples {
  /// What follows from each sample, in their order.
  ///
  /// - Parameter body: Is called with a sample's number and how often each row is in it.
  func map<Value: Sendable>(
    threads: Int, _ body: @Sendable (_ sample: Int, _ counts: [Double]) -> [Value]
  ) -> [[Value]] {
    let values = Mutex<[[Value]]>(Array(repeating: [], count: count))
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for sample in stride(from: thread, to: count, by: threads) {
        let found = body(sample, counts(sample))
        values.withLock { $0[sample] = found }
      }
    }
    return values.withLock { $0 }
  }
}
