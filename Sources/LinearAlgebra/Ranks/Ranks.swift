/// The processes that train one model together.
///
/// Every rank makes the same calls in the same order, and a call returns when its part is done.
/// None of them computes: sums are `ShardSum`'s, whose order does not depend on the ranks. A call
/// that cannot be completed, because a rank is gone, ends the process.
package protocol Ranks: AnyObject, Sendable {
  /// This process's number, from 0.
  var rank: Int { get }
  /// How many processes there are.
  var count: Int { get }

  /// Begins to send each rank its share of a vector, and to receive from each the share of this one.
  /// What is given is neither changed nor let go until it is complete. All ranks begin exchanges in
  /// the same order, and gathers in the same order.
  ///
  /// - Parameters:
  ///   - outgoing: A contiguous vector of as many numbers as the shares are of, of this rank; read
  ///     only if it is among the senders.
  ///   - senders: For each rank whether it sends.
  ///   - received: Ranks × the length of this rank's share; the rows of senders are overwritten.
  func beginExchange(
    _ outgoing: Matrix, shares: VectorShares, senders: [Bool], into received: Matrix
  ) -> BegunCall

  /// Begins to complete a contiguous vector of which each rank has its share.
  func beginGather(_ vector: Matrix, shares: VectorShares) -> BegunCall

  /// Whether a call that was begun is complete; if so, it is not asked for again.
  func isComplete(_ call: BegunCall) -> Bool

  /// Returns when a call that was begun is complete.
  func complete(_ call: BegunCall)

  /// Completes an array of equally long parts, one a rank, of which each rank has its own.
  func gather(_ numbers: inout [Double])

  /// What each rank says, in their order.
  func gather(_ message: [UInt8]) -> [[UInt8]]

  /// Ends all ranks at once, this one with an exit code: the others cannot go on without it.
  func abort(exitCode: Int32) -> Never
}

/// A call that goes on beside others, by a number that a rank has for it.
package struct BegunCall: Sendable, Equatable {
  package let number: Int

  package init(number: Int) { self.number = number }
}

extension Ranks {
  /// Whether this is the rank that writes and tells.
  package var leads: Bool { rank == 0 }
}

/// How a vector is cut into one share a rank.
package struct VectorShares: Sendable, Equatable {
  /// A share ends where a cache line does, so that two ranks' lie in different ones.
  private static let alignment = 16

  /// The number of entries of the vector.
  package let length: Int
  /// How many shares there are.
  package let count: Int

  /// - Parameters:
  ///   - length: The number of entries of the vector.
  ///   - count: How many ranks there are.
  package init(of length: Int, count: Int) {
    precondition(length >= 0 && count > 0, "a vector has a share for a rank")
    self.length = length
    self.count = count
  }

  /// The entries of a rank's share.
  package func range(_ rank: Int) -> Range<Int> {
    let lines = (length + Self.alignment - 1) / Self.alignment
    func cut(_ rank: Int) -> Int { min(lines * rank / count * Self.alignment, length) }
    return cut(rank)..<cut(rank + 1)
  }
}
