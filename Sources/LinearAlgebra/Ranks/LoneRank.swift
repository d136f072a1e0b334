internal import CLibrary

/// The only rank: a process that trains alone.
package final class LoneRank: Ranks {
  package let rank = 0
  package let count = 1

  package init() {}

  package func beginExchange(
    _ outgoing: Matrix, shares: VectorShares, senders: [Bool], into received: Matrix
  ) -> BegunCall {
    if senders[0] { received.copy(outgoing) }
    return BegunCall(number: 0)
  }

  package func beginGather(_ vector: Matrix, shares: VectorShares) -> BegunCall {
    BegunCall(number: 0)
  }

  package func isComplete(_ call: BegunCall) -> Bool { true }
  package func complete(_ call: BegunCall) {}

  package func gather(_ numbers: inout [Double]) {}
  package func gather(_ message: [UInt8]) -> [[UInt8]] { [message] }

  package func abort(exitCode: Int32) -> Never { exit(exitCode) }
}
