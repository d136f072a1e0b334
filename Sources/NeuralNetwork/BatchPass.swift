internal import Datasets
internal import Dispatch
package import LinearAlgebra

/// A batch's way through a network, forwards to the task losses and backwards to the gradients.
///
/// The batch is cut into slices of a fixed number of rows, which threads compute side by side; the
/// slices' sums are added up in their order, so the same batch gives the same bits whatever the
/// number of threads.
package final class BatchPass {
  /// The rows; gather them before going forward.
  package let batch: Batch
  /// Each task's mean loss over the labelled rows, NaN where there is none.
  package private(set) var losses: [Double]
  /// The gradient of Σ weight · loss after `backward` or `combine`, in the order of the parameters.
  package let gradient: Matrix
  /// The inner products of the tasks' gradients after `backwardPerTask`.
  package private(set) var gramian: Gramian

  private let network: MultiTaskNetwork
  private let slices: [BatchSlice]
  private let copies: Int
  private let threads: Int
  private let sliceRows: Int
  private let slicedGradients: Matrix
  private let stackedSums: StackedGradient
  private var summedScope: GradientScope?
  private let memory: [FloatBuffer]

  /// Which gradients will be asked for; they take memory.
  package enum Gradients: Sendable {
    /// None: losses and outputs only.
    case none
    /// That of a weighted sum of the losses.
    case weighted
    /// Those of single tasks besides.
    case perTask
  }

  /// A slice has at least so many rows, enough for a product to be fast, and a batch at most so many
  /// slices: each takes a gradient's memory, and adding them up takes time.
  private static let (leastSliceRows, mostSlices) = (64, 4)

  /// - Parameters:
  ///   - capacity: The most rows of a batch.
  ///   - gradients: Which gradients will be asked for.
  ///   - threads: How many threads compute slices side by side.
  package init(
    network: MultiTaskNetwork, capacity: Int, gradients: Gradients, threads: Int
  ) {
    precondition(capacity > 0, "a batch has room for a row")
    self.network = network
    self.threads = threads
    let tasks = network.headConfigurations.count
    let copies = gradients == .perTask ? tasks : 1
    let batch = Batch(capacity: capacity, layout: network.inputs, taskCount: tasks)
    let sliceRows = max(
      Self.leastSliceRows, (capacity + Self.mostSlices - 1) / Self.mostSlices)
    let sliceCount = (capacity + sliceRows - 1) / sliceRows
    let hasGradients = gradients != .none
    let length = hasGradients ? StackedGradient.count(of: network.layout, copies: copies) : 0
    let sliced = FloatBuffer(count: sliceCount * length)
    let sums = FloatBuffer(count: gradients == .perTask ? length : 0)
    let total = FloatBuffer(count: hasGradients ? network.layout.count : 0)
    memory = [sliced, sums, total]
    slicedGradients = sliced.matrix(rows: sliceCount, columns: length)
    stackedSums = StackedGradient(
      values: sums.vector, copies: copies, sharedCount: network.layout.sharedCount)
    gradient = total.vector
    slices = (0..<sliceCount).map { index in
      BatchSlice(
        network: network, batch: batch, firstRow: index * sliceRows,
        capacity: min(sliceRows, capacity - index * sliceRows), copies: copies)
    }
    self.sliceRows = sliceRows
    self.copies = copies
    self.batch = batch
    losses = Array(repeating: .nan, count: tasks)
    gramian = Gramian(count: tasks)
  }

  /// The slices that hold rows of the present batch.
  private var sliceCount: Int { (batch.rowCount + sliceRows - 1) / sliceRows }

  private func forEachSlice(_ body: @Sendable (Int, BatchSlice) -> Void) {
    let (count, workers, slices) = (sliceCount, min(threads, sliceCount), slices)
    guard workers > 1 else {
      for index in 0..<count { body(index, slices[index]) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) { body(index, slices[index]) }
    }
  }

  /// Computes the outputs of the batch; dropout acts if a key is given.
  package func forward(parameters: FloatBuffer, dropout: DropoutKey? = nil) {
    let (batch, vector) = (BatchView(batch), parameters.vector)
    forEachSlice { _, slice in
      slice.forward(batch.batch, parameters: vector, dropout: dropout)
    }
  }

  /// Computes the losses from the outputs, and their gradients at the outputs.
  package func computeLosses() {
    let view = BatchView(batch)
    forEachSlice { _, slice in slice.computeLosses(view.batch) }
    for task in losses.indices {
      var sum = 0.0
      for index in 0..<sliceCount { sum += slices[index].lossSums[task] }
      let weight = batch.labelledWeights[task]
      losses[task] = weight > 0 ? sum / weight : .nan
    }
  }

  /// Hands each slice's outputs (rows × all outputs) to `body`, in the order of the rows.
  package func forEachOutput(_ body: (_ outputs: Matrix) -> Void) {
    for index in 0..<sliceCount { body(slices[index].outputs) }
  }

  /// Computes the gradient of Σ weight · loss, in one backward pass. A task of weight 0 leaves no
  /// trace, even where its loss is not finite.
  ///
  /// - Parameters:
  ///   - weights: For the shared parameters.
  ///   - headWeights: For each head's own parameters.
  package func backward(
    weights: [Double], headWeights: [Double], parameters: FloatBuffer
  ) {
    let vector = parameters.vector
    let (length, shared) = (network.layout.count, network.layout.sharedCount)
    precondition(gradient.count == length && batch.rowCount > 0, "gradients of some rows")
    let sliced = slicedGradients.columns(0..<length)
    forEachSlice { index, slice in
      let row = StackedGradient(
        values: sliced.rows(index..<index + 1), copies: 1, sharedCount: shared)
      slice.backward(
        weights: weights, headWeights: headWeights, parameters: vector, gradient: row)
    }
    gradient.assignSum(ofRows: sliced.rows(0..<sliceCount))
  }

  /// Computes every task's own gradient in one stacked backward pass, and their inner products.
  ///
  /// With `.lastShared` the pass ends at the last shared layer; `combine` then has nothing to
  /// combine and `backward` computes the update.
  package func backwardPerTask(parameters: FloatBuffer, scope: GradientScope) {
    let vector = parameters.vector
    let (copies, shared) = (copies, network.layout.sharedCount)
    precondition(stackedSums.values.count > 0 && batch.rowCount > 0, "single tasks' gradients")
    let sliced = slicedGradients
    let lowest = scope == .lastShared ? network.trunk.lastDense ?? 0 : 0
    forEachSlice { index, slice in
      let row = StackedGradient(
        values: sliced.rows(index..<index + 1), copies: copies, sharedCount: shared)
      slice.backwardPerTask(parameters: vector, gradient: row, downTo: lowest)
    }
    stackedSums.values.assignSum(ofRows: sliced.rows(0..<sliceCount))
    summedScope = scope
    computeGramian(scope)
  }

  private func computeGramian(_ scope: GradientScope) {
    for i in 0..<copies {
      for j in i..<copies {
        gramian[i, j] = 0
      }
    }
    for segment in network.layout.sharedSegments where isInScope(segment, scope) {
      let block = stackedSums.block(segment)
      for i in 0..<copies {
        for j in i..<copies {
          gramian[i, j] += block.rows(i..<i + 1).dot(block.rows(j..<j + 1))
        }
      }
    }
    for i in 0..<copies {
      for j in 0..<i { gramian[i, j] = gramian[j, i] }
    }
  }

  private func isInScope(_ segment: ParameterSegment, _ scope: GradientScope) -> Bool {
    switch scope {
    case .shared: true
    case .lastShared: segment.offset == network.trunk.lastWeight?.offset
    }
  }

  /// Computes the gradient of Σ weight · loss from the gradients of the last `backwardPerTask` over
  /// all shared parameters.
  ///
  /// - Parameters:
  ///   - weights: For the shared parameters.
  ///   - headWeights: For each head's own parameters.
  package func combine(weights: [Double], headWeights: [Double]) {
    precondition(summedScope == .shared, "only gradients of all shared parameters are combined")
    for segment in network.layout.sharedSegments {
      gradient.part(at: segment.offset, rows: 1, columns: segment.count)
        .assignCombination(ofRows: stackedSums.block(segment), weights: weights)
    }
    for (task, head) in network.heads.heads.enumerated() {
      takeOver(head.weight, times: headWeights[task])
      takeOver(head.bias, times: headWeights[task])
    }
  }

  private func takeOver(_ segment: ParameterSegment, times factor: Double) {
    let target = gradient.part(at: segment.offset, rows: 1, columns: segment.count)
    target.copy(stackedSums.block(segment))
    target.scale(by: Float(factor))
  }
}

/// A batch lent to the threads of one pass.
///
/// Sendable is unchecked because a batch can be refilled. It holds because the threads only read
/// it, and join before the pass returns to whoever may refill it.
private struct BatchView: @unchecked Sendable {
  let batch: Batch

  init(_ batch: Batch) {
    self.batch = batch
  }
}
