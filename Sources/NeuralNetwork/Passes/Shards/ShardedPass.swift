package import LinearAlgebra

/// A batch's way through a network where ranks share the batch: a `BatchPass` for each of this
/// rank's shards, and sums over the shards of all ranks.
///
/// Every rank knows all of the batch's losses, gradients and inner products, the same bits whatever
/// the number of ranks: they depend on the number of shards alone. Where that is 1 this is a
/// `BatchPass` and nothing else.
package final class ShardedPass {
  /// How shards and ranks belong together.
  package var plan: ShardPlan { sum.plan }
  /// How many bytes this rank has sent.
  package var sentBytes: Double { sum.sentBytes }
  /// How many seconds it has waited for others.
  package var waitedSeconds: Double { sum.waitedSeconds }
  /// Whether this rank would end with the next batch: several ranks end together.
  package var asksToEnd = false
  /// Whether one of several ranks would have ended with the batch at hand.
  package private(set) var isAskedToEnd = false

  /// For each of this rank's shards.
  private let shards: [BatchPass]
  private let network: MultiTaskNetwork
  private let sum: ShardSum
  private let gradientSum, taskGradientSum: OverlappedSum
  /// For each shard the labels' weights, and what the rank has to tell; then the sums of losses.
  private var counts, lossSums: [[Double]]
  /// For each shard the entries of its Gramian.
  private var products: [[Double]]
  /// For each shard room for what is to be summed and lies in several places.
  private var fused: [FloatBuffer] = []
  /// For each shard the place of its first row in the batch at hand.
  private var firstRows: [Int]

  /// - Parameters:
  ///   - capacity: The most rows of a batch, those of all ranks.
  ///   - shards: How many shards batches are cut into; at least one a rank.
  ///   - jacobianBytes: Up to how many bytes the gradients of all tasks are held whole; several
  ///     shards' are in any case.
  ///
  /// The others are those of `BatchPass`.
  package init(
    network: MultiTaskNetwork, capacity: Int, gradients: BatchPass.Gradients, threads: Int,
    jacobianBytes: Int = BatchPass.mostJacobianBytes, sliceRows: Int? = nil, shards: Int = 1,
    ranks: any Ranks = LoneRank()
  ) {
    let plan = ShardPlan(count: shards, rankCount: ranks.count)
    let workers = Workers(count: threads)
    let own = plan.shards(of: ranks.rank)
    self.network = network
    sum = ShardSum(plan, ranks: ranks, workers: workers)
    gradientSum = OverlappedSum(
      network.schedule, copies: 1, count: network.layout.count, by: sum)
    taskGradientSum = OverlappedSum(
      network.schedule, copies: network.tasks.count, count: network.layout.sharedCount, by: sum)
    self.shards = own.map { _ in
      BatchPass(
        network: network, capacity: max(plan.mostRows(among: capacity), 1), gradients: gradients,
        threads: threads, jacobianBytes: shards > 1 ? .max : jacobianBytes, sliceRows: sliceRows,
        workers: workers)
    }
    let (labels, tasks) = (network.labels.count, network.tasks.count)
    counts = own.map { _ in Array(repeating: 0, count: labels + 1) }
    lossSums = own.map { _ in Array(repeating: 0, count: labels) }
    products = own.map { _ in Array(repeating: 0, count: tasks * tasks) }
    firstRows = own.map { _ in 0 }
  }

  /// The shard that has the batch's sums.
  private var lead: BatchPass { shards[0] }
  private var isWhole: Bool { plan.count == 1 }

  /// The threads, for others' use between the calls of this pass.
  package var workers: Workers { lead.workers }
  /// Each task's loss over the batch's labelled cells, NaN where there is none.
  package var losses: [Double] { lead.losses }
  /// For each task the sum of its labels' weights in the batch; 0 where it is absent.
  package var labelledWeights: [Double] { lead.batch.labelledWeights }
  /// Whether each task has a labelled cell in the batch.
  package var isPresent: [Bool] { lead.batch.isPresent }
  /// The gradient of Σ weight · loss, after `backward` or `combine`.
  package var gradient: Matrix { lead.gradient }
  /// The inner products of the tasks' gradients, after `backwardPerTask` or `sketchGramian`.
  package var gramian: Gramian { lead.gramian }
  /// Whether `combine` can compute the update from what the last `backwardPerTask` left.
  package var canCombine: Bool { lead.canCombine }
  /// The tasks' gradients over all shared parameters after `backwardPerTask`.
  package var jacobian: Jacobian { lead.jacobian }

  /// Gathers this rank's rows of a batch.
  package func gather(_ batch: BatchRows) {
    guard !isWhole else {
      let rows = batch.rows(of: 0, by: plan)
      return lead.gather(rows.table, at: rows.rows)
    }
    for (place, shard) in shards.enumerated() {
      let rows = batch.rows(of: firstShard + place, by: plan)
      firstRows[place] = rows.first
      shard.gatherShard(rows.table, at: rows.rows)
      for label in network.labels.indices {
        counts[place][label] = shard.batch.labelWeights[label]
      }
      counts[place][network.labels.count] = asksToEnd ? 1 : 0
    }
    sum.sum(&counts)
    for shard in shards { shard.batch.settle(counts[0]) }
    isAskedToEnd = counts[0][network.labels.count] > 0
  }

  private var firstShard: Int { plan.shards(of: sum.ranks.rank).lowerBound }

  /// Announces the batch that will be gathered next, from the same tables.
  package func announce(_ batch: BatchRows) {
    for (place, shard) in shards.enumerated() {
      let rows = batch.rows(of: firstShard + place, by: plan)
      if !rows.rows.isEmpty { shard.announce(rows.table, at: rows.rows) }
    }
  }

  /// Computes the losses, and their gradients at the outputs; dropout acts if a key is given, as it
  /// would on the whole batch.
  package func forwardToLosses(parameters: FloatBuffer, dropout: DropoutKey? = nil) {
    guard !isWhole else {
      return lead.forwardToLosses(parameters: parameters, dropout: dropout)
    }
    for (place, shard) in shards.enumerated() {
      let first = firstRows[place] * network.schedule.members
      shard.forwardToLosses(parameters: parameters, dropout: dropout?.beginning(at: first))
      for label in network.labels.indices { lossSums[place][label] = shard.lossSums[label] }
    }
    sum.sum(&lossSums)
    for shard in shards { shard.settle(lossSums: lossSums[0]) }
  }

  /// Computes the gradient of Σ weight · loss; see `BatchPass`.
  package func backward(weights: [Double], headWeights: [Double], parameters: FloatBuffer) {
    guard !isWhole else {
      return lead.backward(weights: weights, headWeights: headWeights, parameters: parameters)
    }
    gradientSum.start(shards.map(\.gradient))
    for shard in shards {
      shard.backwardShard(
        weights: weights, headWeights: headWeights, parameters: parameters,
        telling: listener(gradientSum, of: shard))
    }
    gradientSum.finish()
  }

  /// Who hears of what a shard has complete: the others have to be complete before it.
  private func listener(_ sum: OverlappedSum, of shard: BatchPass) -> OverlappedSum? {
    shard === shards.last ? sum : nil
  }

  /// Computes the inner products of the tasks' gradients over a scope.
  package func backwardPerTask(parameters: FloatBuffer, scope: GradientScope) {
    guard !isWhole else { return lead.backwardPerTask(parameters: parameters, scope: scope) }
    guard scope != .representation else { return multiplyRepresentations(parameters) }
    let vectors = shards.map { $0.vector(over: scope) }
    // What is less than a layer is sent as a whole.
    let overlapped = scope == .shared ? taskGradientSum : nil
    overlapped?.start(vectors)
    for shard in shards {
      shard.backwardShardPerTask(
        parameters: parameters, scope: scope,
        telling: overlapped.flatMap { listener($0, of: shard) })
    }
    if let overlapped { overlapped.finish() } else { sum.sum(vectors) }
    lead.multiplyTaskGradients(over: scope)
  }

  /// The inner products at the representations are sums over rows themselves.
  private func multiplyRepresentations(_ parameters: FloatBuffer) {
    for (place, shard) in shards.enumerated() {
      shard.multiplyShard(parameters: parameters)
      for index in products[place].indices { products[place][index] = shard.gramian.entries[index] }
    }
    sum.sum(&products)
    lead.take(gramian: products[0])
  }

  /// Estimates the inner products of the tasks' gradients; see `GramianSketch`.
  package func sketchGramian(parameters: FloatBuffer, key: UInt64) {
    guard !isWhole else { return lead.sketchGramian(parameters: parameters, key: key) }
    guard network.schedule.isSketched else {
      return backwardPerTask(parameters: parameters, scope: .shared)
    }
    let formed = shards.map { $0.formShard(parameters: parameters, key: key) }
    let length = formed[0].reduce(0) { $0 + $1.count }
    if fused.isEmpty { fused = shards.map { _ in FloatBuffer(count: length) } }
    for (parts, whole) in zip(formed, fused) {
      forEachPart(of: whole.vector, parts) { $0.copy($1) }
    }
    sum.sum(fused.map(\.vector))
    forEachPart(of: fused[0].vector, formed[0]) { $1.copy($0) }
    lead.multiplyFormed()
  }

  /// Calls `body` with each part's place in a vector of all of them, and the part.
  private func forEachPart(
    of whole: Matrix, _ parts: [Matrix], _ body: (_ place: Matrix, _ part: Matrix) -> Void
  ) {
    var offset = 0
    for part in parts {
      body(whole.part(at: offset, rows: part.rows, columns: part.columns), part)
      offset += part.count
    }
  }

  /// Computes the gradient of Σ weight · loss from what the last `backwardPerTask` left.
  package func combine(weights: [Double], headWeights: [Double]) {
    guard !isWhole else { return lead.combine(weights: weights, headWeights: headWeights) }
    sum.sum(shards.map { $0.combineShardOwn(headWeights) })
    lead.combineShared(weights)
  }
}
