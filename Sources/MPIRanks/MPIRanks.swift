internal import CLibrary
internal import CRanks
package import LinearAlgebra

/// The processes that `mpirun` started together, which speak through Open MPI.
///
/// Sendable is unchecked because the counts are reused from call to call. It holds because ranks are
/// called by one thread at a time, as MPI asks as well.
package final class MPIRanks: Ranks, @unchecked Sendable {
  package let rank: Int
  package let count: Int

  /// The cut of the vector of the last call, in MPI's words.
  private var cut: (shares: VectorShares, counts: [Int32], offsets: [Int32])

  /// Whether the program was built with MPI.
  package static var isBuilt: Bool { er_is_built() }

  /// MPI's library, in its own words; the first line of them.
  package static var libraryVersion: String {
    var text = [CChar](repeating: 0, count: 1024)
    er_version(&text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: bytes, as: UTF8.self)
    return String(words.prefix { $0 != "," && !$0.isNewline })
  }

  /// Joins the processes; nil if MPI cannot. Once in a process.
  package init?() {
    var (rank, count): (Int32, Int32) = (0, 0)
    guard er_join(&rank, &count) else { return nil }
    (self.rank, self.count) = (Int(rank), Int(count))
    cut = (VectorShares(of: 0, count: Int(count)), [], [])
  }

  /// Leaves the processes, when all do.
  package func leave() { er_leave() }

  package func abort(exitCode: Int32) -> Never {
    er_abort(exitCode)
    exit(exitCode)
  }

  package func beginExchange(
    _ outgoing: Matrix, shares: VectorShares, senders: [Bool], into received: Matrix
  ) -> BegunCall {
    check(outgoing, shares, senders, received)
    return outgoing.withUnsafeFloats { outgoing in
      received.withUnsafeFloats { received in
        BegunCall(
          number: Int(
            er_begin_exchange(
              outgoing, cut.counts, cut.offsets, senders[rank], senders, received,
              cut.counts[rank])))
      }
    }
  }

  package func beginGather(_ vector: Matrix, shares: VectorShares) -> BegunCall {
    take(shares)
    precondition(vector.isContiguous && vector.count == shares.length, "a vector as it is shared")
    return vector.withUnsafeFloats {
      BegunCall(number: Int(er_begin_gather($0, cut.counts, cut.offsets)))
    }
  }

  package func isComplete(_ call: BegunCall) -> Bool { er_is_complete(Int32(call.number)) }
  package func complete(_ call: BegunCall) { er_complete(Int32(call.number)) }

  package func gather(_ numbers: inout [Double]) {
    precondition(numbers.count % count == 0, "equally long parts")
    er_gather_doubles(&numbers, Int32(numbers.count / count))
  }

  package func gather(_ message: [UInt8]) -> [[UInt8]] {
    var lengths = [Int32](repeating: 0, count: count)
    lengths[rank] = Int32(message.count)
    er_gather_lengths(&lengths)
    var offsets = lengths
    var total: Int32 = 0
    for rank in 0..<count {
      offsets[rank] = total
      total += lengths[rank]
    }
    var messages = [UInt8](repeating: 0, count: Int(total))
    er_gather_bytes(message, lengths, offsets, &messages)
    return zip(offsets, lengths).map { Array(messages[Int($0)..<Int($0) + Int($1)]) }
  }

  private func check(
    _ outgoing: Matrix, _ shares: VectorShares, _ senders: [Bool], _ received: Matrix
  ) {
    take(shares)
    precondition(
      outgoing.isContiguous && outgoing.count == shares.length && received.isContiguous
        && received.rows == count && received.columns == shares.range(rank).count
        && senders.count == count, "vectors as they are shared")
  }

  /// Says a cut in MPI's words, if it is another than before.
  private func take(_ shares: VectorShares) {
    guard cut.shares != shares || cut.counts.isEmpty else { return }
    precondition(shares.length <= Int(Int32.max) && shares.count == count, "MPI counts by Int32")
    let ranges = (0..<count).map(shares.range)
    cut = (shares, ranges.map { Int32($0.count) }, ranges.map { Int32($0.lowerBound) })
  }
}
