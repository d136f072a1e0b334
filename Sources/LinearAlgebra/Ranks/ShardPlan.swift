/// Which rank computes which shards of a batch, and in which order their sums are formed.
///
/// A batch is cut into shards, whatever the number of ranks, and a sum over shards is that of a
/// binary tree over them: the left side of a sum over n shards is the largest power of two below
/// n. A rank has shards that follow each other, and forms by itself the sums of all subtrees of the
/// tree that it has the whole of; the others are left. With 2ᵏ ranks and a multiple of
/// 2ᵏ shards each rank has one subtree.
package struct ShardPlan: Sendable, Equatable {
  /// Adds the sum that begins at one shard to the sum that begins at another.
  package struct Addition: Sendable, Equatable {
    /// The first shard of the left side, and of the sum.
    package let into: Int
    /// The first shard of the right side.
    package let from: Int
  }

  /// How many shards suit the jobs of few ranks.
  package static let usualCount = 8

  /// How many shards suit so many ranks: of any number up to the usual one the same.
  package static func count(forRanks ranks: Int) -> Int {
    var count = usualCount
    while count < ranks { count *= 2 }
    return count
  }

  /// How many shards a batch is cut into.
  package let count: Int
  /// How many ranks share them.
  package let rankCount: Int
  /// For each rank the first shards of its subtrees.
  package private(set) var subtrees: [[Int]]
  /// For each rank the additions within its subtrees, in their order.
  package private(set) var ownAdditions: [[Addition]]
  /// The additions of what ranks have summed up, in their order.
  package private(set) var jointAdditions: [Addition] = []

  /// - Parameters:
  ///   - count: How many shards there are; at least one a rank.
  ///   - rankCount: How many ranks there are.
  package init(count: Int, rankCount: Int) {
    precondition(count >= rankCount && rankCount >= 1, "each rank has a shard")
    self.count = count
    self.rankCount = rankCount
    subtrees = Array(repeating: [], count: rankCount)
    ownAdditions = Array(repeating: [], count: rankCount)
    if let owner = add(0..<count) { subtrees[owner].append(0) }
    for rank in 0..<rankCount { subtrees[rank].sort() }
  }

  /// The most subtrees of a rank: how often ranks send what they have of a sum.
  package var roundCount: Int { subtrees.reduce(0) { max($0, $1.count) } }

  /// The shards of a rank.
  package func shards(of rank: Int) -> Range<Int> {
    count * rank / rankCount..<count * (rank + 1) / rankCount
  }

  /// The rank that computes a shard.
  package func rank(of shard: Int) -> Int {
    ((shard + 1) * rankCount - 1) / count
  }

  /// The rows of a shard of a batch of so many.
  package func rows(of shard: Int, among rowCount: Int) -> Range<Int> {
    rowCount * shard / count..<rowCount * (shard + 1) / count
  }

  /// The most rows of a shard of a batch of so many.
  package func mostRows(among rowCount: Int) -> Int { (rowCount + count - 1) / count }

  /// Adds the sum over some shards to the plan.
  ///
  /// - Returns: The rank that has all of them, if one does.
  private mutating func add(_ range: Range<Int>) -> Int? {
    guard range.count > 1 else { return rank(of: range.lowerBound) }
    var left = 1
    while 2 * left < range.count { left *= 2 }
    let middle = range.lowerBound + left
    let owners = (add(range.lowerBound..<middle), add(middle..<range.upperBound))
    let addition = Addition(into: range.lowerBound, from: middle)
    if let owner = owners.0, owners.1 == owner {
      ownAdditions[owner].append(addition)
      return owner
    }
    if let owner = owners.0 { subtrees[owner].append(range.lowerBound) }
    if let owner = owners.1 { subtrees[owner].append(middle) }
    jointAdditions.append(addition)
    return nil
  }
}
