/// Sums over all shards of a batch, the same bits on every rank and for any number of them.
///
/// A rank adds up what it has by itself, each rank completes the sums of its share of the vector,
/// and all gather the shares. Of a vector of n bytes among R ranks a rank sends 2 n (R − 1)/R bytes
/// where it has one subtree of `ShardPlan`, as much as any reduction, and n (R − 1)/R more for each
/// further subtree.
///
/// Parts of vectors that are complete earlier than others can be sent beside other work: `begin`,
/// `advance` now and then, `finish`. One thread at a time calls it, while its workers are idle.
package final class ShardSum {
  /// Which shards this rank has, and how sums are formed.
  package let plan: ShardPlan
  /// Who has the others.
  package let ranks: any Ranks
  /// How many bytes this rank has sent.
  package private(set) var sentBytes = 0.0
  /// How many seconds it has waited: for others to come as far, and for what they sent.
  package private(set) var waitedSeconds = 0.0

  private let workers: Workers
  /// This rank's shards.
  private let own: Range<Int>
  /// For each round of sending the ranks that have a subtree left.
  private let senders: [[Bool]]
  /// For each shard that begins a subtree, which of all that is sent that subtree is.
  private let places: [Int]
  /// The sums on their way, in the order in which they began.
  private var begun: [BegunSum] = []
  /// For each of them room for this rank's share of all subtrees.
  private var rooms: [FloatBuffer] = []
  private var numbers: [Double] = []

  /// A sum on its way.
  private struct BegunSum {
    let target: Matrix
    let shares: VectorShares
    let room: FloatBuffer
    /// The rounds of sending that are not complete.
    var exchanges: [BegunCall]
    /// Gathering the shares, once they are sums.
    var gather: BegunCall?
  }

  /// - Parameters:
  ///   - plan: For as many ranks as there are.
  ///   - workers: Add up long vectors side by side.
  package init(_ plan: ShardPlan, ranks: any Ranks, workers: Workers) {
    precondition(plan.rankCount == ranks.count, "a plan for other ranks")
    self.plan = plan
    self.ranks = ranks
    self.workers = workers
    own = plan.shards(of: ranks.rank)
    senders = (0..<plan.roundCount).map { round in plan.subtrees.map { round < $0.count } }
    var places = Array(repeating: 0, count: plan.count)
    for (rank, subtrees) in plan.subtrees.enumerated() {
      for (round, shard) in subtrees.enumerated() { places[shard] = round * ranks.count + rank }
    }
    self.places = places
  }

  /// The bytes that it takes for vectors of so many numbers.
  package static func bytes(_ plan: ShardPlan, length: Double) -> Double {
    guard plan.rankCount > 1 else { return 0 }
    return Double(MemoryLayout<Float>.stride * plan.roundCount) * length
  }

  /// Sums vectors, one for each of this rank's shards; the sum takes the place of the first one.
  ///
  /// - Parameter vectors: Contiguous, and of one length on all ranks; all are overwritten.
  package func sum(_ vectors: [Matrix]) {
    begin(vectors)
    finish()
  }

  /// Begins to sum vectors, which nobody else touches until `finish`. All ranks begin sums in the
  /// same order.
  package func begin(_ vectors: [Matrix]) {
    precondition(vectors.count == own.count, "a vector for each shard")
    let length = vectors[0].count
    let additions = plan.ownAdditions[ranks.rank]
    if !additions.isEmpty {
      let pieces = VectorPieces(of: length)
      workers.perform(
        pieces.count,
        Adding(
          pieces: pieces, additions: additions, vectors: vectors, firstShard: own.lowerBound))
    }
    guard ranks.count > 1, length > 0 else { return }
    let shares = VectorShares(of: length, count: ranks.count)
    let (subtrees, share) = (plan.subtrees[ranks.rank], shares.range(ranks.rank))
    let room = room(for: begun.count, count: senders.count * ranks.count * share.count)
    let exchanges = senders.indices.map { round in
      let sends = round < subtrees.count
      if sends { countSent((length - share.count) * MemoryLayout<Float>.stride) }
      return ranks.beginExchange(
        sends ? vectors[subtrees[round] - own.lowerBound] : vectors[0], shares: shares,
        senders: senders[round],
        into: room.matrix(
          at: round * ranks.count * share.count, rows: ranks.count, columns: share.count))
    }
    begun.append(
      BegunSum(target: vectors[0], shares: shares, room: room, exchanges: exchanges, gather: nil))
  }

  /// Goes on with the sums that were begun, as far as other ranks are.
  package func advance() {
    for index in begun.indices where begun[index].gather == nil {
      while let exchange = begun[index].exchanges.last, ranks.isComplete(exchange) {
        begun[index].exchanges.removeLast()
      }
      // Gathers begin in one order on all ranks.
      guard begun[index].exchanges.isEmpty else { return }
      addAndGather(index)
    }
  }

  /// Completes the sums that were begun.
  package func finish() {
    let began = ContinuousClock.now
    for index in begun.indices where begun[index].gather == nil {
      for exchange in begun[index].exchanges { ranks.complete(exchange) }
      addAndGather(index)
    }
    for sum in begun {
      if let gather = sum.gather { ranks.complete(gather) }
    }
    begun.removeAll(keepingCapacity: true)
    waitedSeconds += began.duration(to: .now) / .seconds(1)
  }

  /// Completes this rank's share of a sum, and begins to gather all.
  private func addAndGather(_ index: Int) {
    let (sum, share) = (begun[index], begun[index].shares.range(ranks.rank))
    func subtree(at shard: Int) -> Matrix {
      sum.room.matrix(at: places[shard] * share.count, rows: 1, columns: share.count)
    }
    for addition in plan.jointAdditions {
      subtree(at: addition.into).add(subtree(at: addition.from))
    }
    sum.target.columns(share).copy(subtree(at: 0))
    begun[index].exchanges = []
    begun[index].gather = ranks.beginGather(sum.target, shares: sum.shares)
    countSent(share.count * (ranks.count - 1) * MemoryLayout<Float>.stride)
  }

  /// Room for a sum's shares; from step to step the same.
  private func room(for index: Int, count: Int) -> FloatBuffer {
    if index == rooms.count { rooms.append(FloatBuffer(count: count)) }
    if rooms[index].count < count { rooms[index] = FloatBuffer(count: count) }
    return rooms[index]
  }

  /// Sums numbers, as many for each of this rank's shards; the sums take the place of those of the
  /// first one.
  package func sum(_ values: inout [[Double]]) {
    precondition(values.count == own.count, "numbers for each shard")
    let length = values[0].count
    for addition in plan.ownAdditions[ranks.rank] {
      let (into, from) = (addition.into - own.lowerBound, addition.from - own.lowerBound)
      for index in 0..<length { values[into][index] += values[from][index] }
    }
    guard ranks.count > 1 else { return }
    let part = senders.count * length
    if numbers.count != ranks.count * part {
      numbers = Array(repeating: 0, count: ranks.count * part)
    }
    for shard in plan.subtrees[ranks.rank] {
      let start = start(of: shard, part, length)
      for index in 0..<length { numbers[start + index] = values[shard - own.lowerBound][index] }
    }
    let began = ContinuousClock.now
    ranks.gather(&numbers)
    waitedSeconds += began.duration(to: .now) / .seconds(1)
    countSent(part * (ranks.count - 1) * MemoryLayout<Double>.stride)
    for addition in plan.jointAdditions {
      let into = start(of: addition.into, part, length)
      let from = start(of: addition.from, part, length)
      for index in 0..<length { numbers[into + index] += numbers[from + index] }
    }
    let start = start(of: 0, part, length)
    for index in 0..<length { values[0][index] = numbers[start + index] }
  }

  /// Where the numbers of the subtree that begins at a shard are: ranks × rounds × numbers.
  private func start(of shard: Int, _ part: Int, _ length: Int) -> Int {
    let (round, rank) = places[shard].quotientAndRemainder(dividingBy: ranks.count)
    return rank * part + round * length
  }

  private func countSent(_ bytes: Int) { sentBytes += Double(bytes) }

  /// Adding up what a rank has by itself; a part is a piece of the vectors.
  private struct Adding: ParallelWork {
    let pieces: VectorPieces
    let additions: [ShardPlan.Addition]
    let vectors: [Matrix]
    let firstShard: Int

    func compute(part: Int, lane: Int) {
      let piece = pieces.range(part)
      for addition in additions {
        vectors[addition.into - firstShard].columns(piece)
          .add(vectors[addition.from - firstShard].columns(piece))
      }
    }
  }
}
