internal import Foundation
package import LinearAlgebra

/// How ranks share the rows of a table that stays on disk: each reads, and keeps, those of its
/// shards.
package struct RowSharing: Sendable {
  /// Does on each rank what can fail on one, and gathers what it gives, in the order of the ranks.
  /// Where it fails on one rank it throws on all.
  package typealias Gather = @Sendable (() throws -> [UInt8]) throws -> [[UInt8]]

  /// Which rank has which shards.
  package let plan: ShardPlan
  /// This rank.
  package let rank: Int
  private let gatherBytes: Gather

  /// Rows that one process has all of.
  ///
  /// - Parameter shards: Into how many shards batches are cut.
  package static func alone(shards: Int) -> RowSharing {
    RowSharing(ShardPlan(count: shards, rankCount: 1), rank: 0) { [try $0()] }
  }

  /// Rows that ranks share.
  package init(_ plan: ShardPlan, rank: Int, gather: @escaping Gather) {
    (self.plan, self.rank, gatherBytes) = (plan, rank, gather)
  }

  /// This rank's shards.
  package var shards: Range<Int> { plan.shards(of: rank) }

  /// Does something on each rank that can fail on one, and gathers the bytes that it gives.
  func gather(_ body: () throws -> [UInt8]) throws -> [[UInt8]] { try gatherBytes(body) }

  /// The same for values of a type.
  func gather<Value: Codable>(_ type: Value.Type, _ body: () throws -> Value) throws -> [Value] {
    guard plan.rankCount > 1 else { return [try body()] }
    // Unlike JSON it has infinite numbers.
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try gatherBytes { [UInt8](try encoder.encode(body())) }.map {
      try PropertyListDecoder().decode(Value.self, from: Data($0))
    }
  }
}
