import LinearAlgebra
import Testing

/// The tree that sums over shards are formed by, and who forms what.
struct ShardPlanTests {
  static let counts = (1...17).flatMap { count in (1...count).map { (count, $0) } }

  @Test("each shard is one rank's, and each row of a batch one shard's", arguments: counts)
  func cut(count: Int, ranks: Int) {
    let plan = ShardPlan(count: count, rankCount: ranks)
    #expect((0..<ranks).flatMap { Array(plan.shards(of: $0)) } == Array(0..<count))
    for rank in 0..<ranks {
      #expect(!plan.shards(of: rank).isEmpty)
      for shard in plan.shards(of: rank) { #expect(plan.rank(of: shard) == rank) }
    }
    for rows in [0, 1, 3, count, 10 * count + 7] {
      let ranges = (0..<count).map { plan.rows(of: $0, among: rows) }
      #expect(ranges.flatMap { Array($0) } == Array(0..<rows))
      #expect(ranges.allSatisfy { $0.count <= plan.mostRows(among: rows) })
    }
  }

  @Test("the additions form the same tree whatever the number of ranks", arguments: counts)
  func tree(count: Int, ranks: Int) {
    let plan = ShardPlan(count: count, rankCount: ranks)
    var sums = (0..<count).map { "\($0)" }
    for addition in plan.ownAdditions.joined() + plan.jointAdditions {
      sums[addition.into] = "(\(sums[addition.into]) \(sums[addition.from]))"
    }
    #expect(sums[0] == Self.tree(0..<count))
  }

  /// The sum as the documentation says it.
  private static func tree(_ range: Range<Int>) -> String {
    guard range.count > 1 else { return "\(range.lowerBound)" }
    let left = [1, 2, 4, 8, 16].last { $0 < range.count } ?? 1
    let middle = range.lowerBound + left
    return "(\(tree(range.lowerBound..<middle)) \(tree(middle..<range.upperBound)))"
  }

  @Test("a rank adds only its own shards, and sends what is left of them", arguments: counts)
  func subtrees(count: Int, ranks: Int) {
    let plan = ShardPlan(count: count, rankCount: ranks)
    for rank in 0..<ranks {
      let own = plan.shards(of: rank)
      var left = Set(own)
      for addition in plan.ownAdditions[rank] {
        #expect(own.contains(addition.into))
        #expect(left.remove(addition.from) != nil)
      }
      #expect(plan.subtrees[rank] == left.sorted())
    }
    #expect(plan.jointAdditions.count == plan.subtrees.joined().count - 1)
  }

  @Test("two to the k ranks have one subtree each", arguments: [1, 2, 4, 8])
  func powers(ranks: Int) {
    #expect(ShardPlan(count: 8, rankCount: ranks).subtrees.allSatisfy { $0.count == 1 })
  }

  @Test("up to eight ranks have eight shards, more of them a power of two")
  func usualCounts() {
    #expect([1, 2, 3, 8].map(ShardPlan.count(forRanks:)) == [8, 8, 8, 8])
    #expect([9, 16, 17, 1000].map(ShardPlan.count(forRanks:)) == [16, 16, 32, 1024])
  }
}
