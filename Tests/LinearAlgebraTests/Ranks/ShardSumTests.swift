import LinearAlgebra
import RandomNumbers
import Testing
import ThreadRanks

/// Sums over shards, on ranks that are threads.
struct ShardSumTests {
  static let ranks = [1, 2, 3, 4, 5, 8]

  /// For each shard numbers whose sum depends on the order, from a seed.
  private static func values(shard: Int, length: Int) -> [Float] {
    var generator = SeededGenerator(seed: UInt64(shard), stream: .balancing)
    return (0..<length).map { _ in
      Float(generator.normal() * (generator.next() % 2 == 0 ? 1 : 1e6))
    }
  }

  /// The sum over all shards of a tree over eight of them.
  private static func treeSum(length: Int) -> [Float] {
    func sum(_ range: Range<Int>) -> [Float] {
      guard range.count > 1 else { return values(shard: range.lowerBound, length: length) }
      let middle = range.lowerBound + range.count / 2
      return zip(sum(range.lowerBound..<middle), sum(middle..<range.upperBound)).map(+)
    }
    return sum(0..<8)
  }

  @Test(
    "every rank has the sum, to the bit that of one rank", arguments: ranks, [0, 1, 17, 40_000])
  func vectors(ranks: Int, length: Int) throws {
    let expected = Self.treeSum(length: length)
    let sums = try ThreadRanks.run(ranks) { ranks -> [[Float]] in
      let plan = ShardPlan(count: 8, rankCount: ranks.count)
      let sum = ShardSum(plan, ranks: ranks, workers: Workers(count: 2))
      // Twice, for the room of the first time is used again.
      return [length, length].map { length in
        let buffers = plan.shards(of: ranks.rank).map {
          FloatBuffer(Self.values(shard: $0, length: length))
        }
        withExtendedLifetime(buffers) { sum.sum(buffers.map(\.vector)) }
        return buffers[0].values
      }
    }
    #expect(sums.count == ranks && sums.allSatisfy { $0 == [expected, expected] })
    if length == 40_000 {
      // The order matters: one after the other the sum is another one.
      let inOrder = (0..<8).map { Self.values(shard: $0, length: length) }
        .reduce(Array(repeating: 0, count: length)) { zip($0, $1).map(+) }
      #expect(inOrder != expected)
    }
  }

  @Test("numbers likewise", arguments: ranks)
  func numbers(ranks: Int) throws {
    let expected = Self.treeSum(length: 9)
    let sums = try ThreadRanks.run(ranks) { ranks -> [Double] in
      let plan = ShardPlan(count: 8, rankCount: ranks.count)
      let sum = ShardSum(plan, ranks: ranks, workers: Workers(count: 1))
      var values = plan.shards(of: ranks.rank).map {
        Self.values(shard: $0, length: 9).map(Double.init)
      }
      sum.sum(&values)
      return values[0]
    }
    for sum in sums {
      #expect(sum == sums[0])
      #expect(zip(sum, expected).allSatisfy { abs($0 - Double($1)) <= 1e-6 * abs($0) + 1 })
    }
    let alone = try ThreadRanks.run(1) { ranks -> [Double] in
      var values = (0..<8).map { Self.values(shard: $0, length: 9).map(Double.init) }
      ShardSum(ShardPlan(count: 8, rankCount: 1), ranks: ranks, workers: Workers(count: 1))
        .sum(&values)
      return values[0]
    }
    #expect(sums[0] == alone[0])
  }

  @Test("the bytes sent are those of the documentation", arguments: [2, 4, 8])
  func bytes(ranks: Int) throws {
    let length = 16 * 1024
    let sent = try ThreadRanks.run(ranks) { ranks -> Double in
      let plan = ShardPlan(count: 8, rankCount: ranks.count)
      let sum = ShardSum(plan, ranks: ranks, workers: Workers(count: 1))
      let buffers = plan.shards(of: ranks.rank).map { _ in FloatBuffer(count: length) }
      withExtendedLifetime(buffers) { sum.sum(buffers.map(\.vector)) }
      return sum.sentBytes
    }
    let expected = 2 * Double(4 * length) * Double(ranks - 1) / Double(ranks)
    #expect(sent.allSatisfy { $0 == expected })
  }

  @Test("shares cover a vector, and end where cache lines do", arguments: [1, 2, 3, 7])
  func shares(count: Int) {
    for length in [0, 1, 15, 16, 17, 1000] {
      let shares = VectorShares(of: length, count: count)
      let ranges = (0..<count).map(shares.range)
      #expect(ranges.flatMap { Array($0) } == Array(0..<length))
      #expect(ranges.allSatisfy { $0.upperBound % 16 == 0 || $0.upperBound == length })
    }
  }
}
