internal import Datasets
internal import LinearAlgebra
internal import NeuralNetwork
internal import RandomNumbers
internal import Statistics

/// Each task's average loss over some batches of the untrained network, weighted by labelled rows:
/// the empirical initial loss (Su 2022, eq. (2)). The forward passes are those of training, dropout
/// included; nothing is updated.
struct InitialLosses {
  /// The averages; the given prior losses for tasks without a labelled row in those batches.
  let values: [Double]

  init(
    batches: Int, of batchSize: Int, order: [Int32], data: PreparedData, pass: ShardedPass,
    parameters: FloatBuffer, seed: UInt64
  ) {
    var dropout = SeededGenerator(seed: seed, stream: .dropout)
    var sums = Array(repeating: 0.0, count: data.schema.tasks.count)
    var weights = sums
    for start in stride(from: 0, to: order.count, by: batchSize).prefix(batches) {
      pass.gather(
        BatchRows(data.table, order[start..<min(start + batchSize, order.count)]))
      pass.forwardToLosses(parameters: parameters, dropout: DropoutKey(bits: dropout.next()))
      for task in sums.indices where pass.labelledWeights[task] > 0 {
        sums[task] += pass.losses[task] * pass.labelledWeights[task]
        weights[task] += pass.labelledWeights[task]
      }
    }
    values = sums.indices.map {
      weights[$0] > 0 ? sums[$0] / weights[$0] : data.taskStatistics[$0].priorLoss
    }
  }
}
