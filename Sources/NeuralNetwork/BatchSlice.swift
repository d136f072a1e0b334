internal import LinearAlgebra

/// What the network computes and keeps for a slice of a batch's rows.
///
/// Sendable is unchecked because its numbers are mutable. It holds because a slice is handed to one
/// thread at a time, which alone reads and writes it until the threads join.
final class BatchSlice: @unchecked Sendable {
  private let network: MultiTaskNetwork
  private let trunk: TrunkSlice
  private let capacity: Int
  private let allOutputs: Matrix
  private let allSlopes: Matrix
  private let allWeightedSlopes: Matrix
  private let memory: FloatBuffer
  private var representation: Matrix

  /// For each task the sum of weight · loss over the slice's labelled rows.
  private(set) var lossSums: [Double]

  init(
    network: MultiTaskNetwork, batch: Batch, firstRow: Int, capacity: Int, copies: Int
  ) {
    self.network = network
    self.capacity = capacity
    trunk = TrunkSlice(
      trunk: network.trunk, batch: batch, firstRow: firstRow, capacity: capacity, copies: copies)
    let width = network.heads.outputCount
    let buffer = FloatBuffer(count: 3 * capacity * width)
    let matrices = (0..<3).map {
      buffer.matrix(at: $0 * capacity * width, rows: capacity, columns: width)
    }
    (allOutputs, allSlopes, allWeightedSlopes) = (matrices[0], matrices[1], matrices[2])
    memory = buffer
    representation = trunk.inputs
    lossSums = Array(repeating: 0, count: network.headConfigurations.count)
  }

  /// rows × all outputs, after `forward`.
  var outputs: Matrix { allOutputs.rows(0..<trunk.rowCount) }

  /// rows × all outputs: each task's row weight / labelled weight · ∂loss/∂output.
  private var slopes: Matrix { allSlopes.rows(0..<trunk.rowCount) }

  /// Computes the outputs of the slice's rows of the batch.
  func forward(_ batch: Batch, parameters: Matrix, dropout: DropoutKey?) {
    trunk.begin(
      batch, rows: trunk.firstRow..<min(trunk.firstRow + capacity, batch.rowCount))
    representation = network.trunk.forward(trunk, parameters: parameters, dropout: dropout)
    network.heads.forward(representation, into: outputs, parameters: parameters)
  }

  /// Computes each task's loss, and its gradient at the outputs.
  func computeLosses(_ batch: Batch) {
    let rows = trunk.firstRow..<trunk.firstRow + trunk.rowCount
    for (task, head) in network.heads.heads.enumerated() {
      let weight = batch.labelledWeights[task]
      lossSums[task] = head.loss(
        outputs.columns(head.columns), batch.labels(task: task, rows: rows),
        gradient: slopes.columns(head.columns), normaliser: weight > 0 ? 1 / weight : 0)
    }
  }

  /// Writes the slice's part of the gradient of Σ weight · loss into `gradient`: with `headWeights`
  /// for the heads' own parameters, with `weights` for the shared ones.
  func backward(
    weights: [Double], headWeights: [Double], parameters: Matrix, gradient: StackedGradient
  ) {
    var weighted = weigh(by: headWeights)
    network.heads.backwardParameters(representation, outputs: weighted, gradient: gradient)
    if weights != headWeights { weighted = weigh(by: weights) }
    trunk.writeGradient(width: network.heads.width, copies: 1) { dx in
      network.heads.backwardInputs(weighted, into: dx, parameters: parameters)
    }
    network.trunk.backward(trunk, parameters: parameters, gradient: gradient)
  }

  /// The slopes, each task's times its weight.
  private func weigh(by weights: [Double]) -> Matrix {
    let weighted = allWeightedSlopes.rows(0..<trunk.rowCount)
    weighted.copy(slopes)
    for (task, head) in network.heads.heads.enumerated() {
      weighted.columns(head.columns).scaleColumns(by: Float(weights[task]))
    }
    return weighted
  }

  /// Writes the slice's part of every task's gradient into `gradient`, for the trunk's layers from
  /// the last down to `lowest`, and that of each head of its own loss.
  func backwardPerTask(parameters: Matrix, gradient: StackedGradient, downTo lowest: Int) {
    network.heads.backwardParameters(representation, outputs: slopes, gradient: gradient)
    trunk.writeGradient(width: network.heads.width, copies: gradient.copies) { dx in
      network.heads.backwardInputsPerTask(slopes, into: dx, parameters: parameters)
    }
    network.trunk.backward(trunk, parameters: parameters, gradient: gradient, downTo: lowest)
  }
}
