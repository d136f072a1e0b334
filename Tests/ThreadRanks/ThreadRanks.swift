import Foundation
package import LinearAlgebra

/// Ranks that are threads of one process, for tests: what one sends is copied when all are there.
///
/// Sendable is unchecked because the exchange is mutable. It holds because it is read and written
/// under a lock, and vectors of others only while their threads wait.
package final class ThreadRanks: Ranks, @unchecked Sendable {
  package let rank: Int
  package let count: Int
  /// How many exchanges there were.
  package private(set) var exchangeCount = 0
  private let meeting: Meeting
  /// Gathers that were begun.
  private var begun: [(vector: Matrix, shares: VectorShares)] = []

  private init(rank: Int, count: Int, meeting: Meeting) {
    (self.rank, self.count, self.meeting) = (rank, count, meeting)
  }

  /// Does something on so many ranks side by side.
  ///
  /// - Returns: What each of them did, in their order.
  package static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Ranks) throws -> Result
  ) throws -> [Result] {
    let meeting = Meeting(count: count)
    let results = Results<Result>(count: count)
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      let thread = Thread {
        let ranks = ThreadRanks(rank: rank, count: count, meeting: meeting)
        results.set(rank, Swift.Result { try body(ranks) })
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return try results.all.map { try $0.get() }
  }

  private func exchange(
    _ outgoing: Matrix, shares: VectorShares, senders: [Bool], into received: Matrix
  ) {
    exchangeCount += 1
    meeting.meet(rank, .vector(outgoing)) { others in
      for (sender, other) in others.enumerated() where senders[sender] {
        guard case .vector(let vector) = other else { preconditionFailure("another call") }
        received.rows(sender..<sender + 1).copy(vector.columns(shares.range(self.rank)))
      }
    }
  }

  private func gather(_ vector: Matrix, shares: VectorShares) {
    meeting.meet(rank, .vector(vector)) { others in
      for (rank, other) in others.enumerated() where rank != self.rank {
        guard case .vector(let other) = other else { preconditionFailure("another call") }
        let share = shares.range(rank)
        vector.columns(share).copy(other.columns(share))
      }
    }
  }

  /// An exchange is complete when it has begun, once all have; a gather when it is asked for.
  package func beginExchange(
    _ outgoing: Matrix, shares: VectorShares, senders: [Bool], into received: Matrix
  ) -> BegunCall {
    exchange(outgoing, shares: shares, senders: senders, into: received)
    return BegunCall(number: -1)
  }

  package func beginGather(_ vector: Matrix, shares: VectorShares) -> BegunCall {
    begun.append((vector, shares))
    return BegunCall(number: begun.count - 1)
  }

  package func isComplete(_ call: BegunCall) -> Bool { call.number < 0 }

  package func complete(_ call: BegunCall) {
    guard call.number >= 0 else { return }
    gather(begun[call.number].vector, shares: begun[call.number].shares)
  }

  package func gather(_ numbers: inout [Double]) {
    let part = numbers.count / count
    var all = numbers
    meeting.meet(rank, .numbers(Array(numbers[rank * part..<(rank + 1) * part]))) { others in
      all = others.flatMap { other -> [Double] in
        guard case .numbers(let numbers) = other else { preconditionFailure("another call") }
        return numbers
      }
    }
    numbers = all
  }

  package func gather(_ message: [UInt8]) -> [[UInt8]] {
    var all: [[UInt8]] = []
    meeting.meet(rank, .message(message)) { others in
      all = others.map { other in
        guard case .message(let message) = other else { preconditionFailure("another call") }
        return message
      }
    }
    return all
  }

  package func abort(exitCode: Int32) -> Never { fatalError("a rank ended with \(exitCode)") }
}

/// What a rank brings to a call.
private enum Brought {
  case vector(Matrix), numbers([Double]), message([UInt8])
}

/// Where ranks wait for each other: all bring something, all read it, and then all go.
private final class Meeting: @unchecked Sendable {
  private let condition = NSCondition()
  private let count: Int
  private var brought: [Brought?]
  private var arrived = 0
  private var left = 0
  private var round = 0

  init(count: Int) {
    self.count = count
    brought = Array(repeating: nil, count: count)
  }

  func meet(_ rank: Int, _ own: Brought, _ read: ([Brought]) -> Void) {
    condition.lock()
    brought[rank] = own
    wait(for: \.arrived)
    let all = brought.compactMap(\.self)
    condition.unlock()
    read(all)
    condition.lock()
    wait(for: \.left)
    condition.unlock()
  }

  private func wait(for counter: ReferenceWritableKeyPath<Meeting, Int>) {
    let round = round
    self[keyPath: counter] += 1
    if self[keyPath: counter] == count {
      self[keyPath: counter] = 0
      self.round += 1
      condition.broadcast()
    }
    while self.round == round { condition.wait() }
  }
}

private final class Results<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [Result<Value, any Error>?]

  init(count: Int) { values = Array(repeating: nil, count: count) }

  func set(_ index: Int, _ value: Result<Value, any Error>) {
    lock.withLock { values[index] = value }
  }

  var all: [Result<Value, any Error>] { lock.withLock { values.compactMap(\.self) } }
}
