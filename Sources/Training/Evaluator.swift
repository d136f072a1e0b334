package import Datasets
package import LinearAlgebra
internal import Losses
package import NeuralNetwork

/// Computes a network's losses, predictions and metrics for many rows, batch by batch.
package final class Evaluator {
  private let network: MultiTaskNetwork
  private let pass: BatchPass

  /// The rows of a batch.
  private let batchSize: Int

  /// How many rows a batch has: many, as nothing is kept for a backward pass, but of a table of
  /// very many columns only so many that the inputs take some 64 MB. A multiple of 256 is cut into
  /// the same slices.
  static func batchSize(of network: MultiTaskNetwork) -> Int {
    let fitting = (1 << 24) / max(network.inputs.width, 1)
    return min(max(fitting / 256 * 256, 256), 2048)
  }

  package init(network: MultiTaskNetwork, threads: Int) {
    self.network = network
    batchSize = Self.batchSize(of: network)
    pass = BatchPass(
      network: network, capacity: batchSize, gradients: .none, threads: threads)
  }

  /// Each task's mean loss over its labelled rows, nil where it has none.
  package func losses(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> [Double?] {
    losses(table, rows: rows, parameters: parameters) { _ in }
  }

  /// Each task's mean loss over its labelled rows, nil where it has none, and these rows with what
  /// is predicted of them.
  func lossesAndScoredRows(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> (losses: [Double?], scored: [ScoredRows]) {
    var predictions = roomForPredictions(rows.count)
    let losses = losses(table, rows: rows, parameters: parameters) { outputs in
      network.appendPredictions(from: outputs, to: &predictions)
    }
    let weights = table.rowWeights.map { weights in rows.map { weights[Int($0)] } }
    let scored = network.headConfigurations.indices.map { index in
      let head = network.headConfigurations[index]
      return ScoredRows(
        predictions: predictions[index],
        labels: rows.map { head.label(table.targets[index][Int($0)]) },
        outputCount: head.task.outputCount, weights: weights,
        crossEntropy: head.task.loss.entry.isLogLoss ? losses[index] : nil)
    }
    return (losses, scored)
  }

  /// Each task's mean loss over its labelled rows, nil where it has none, and its metrics.
  func lossesAndMetrics(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> (losses: [Double?], metrics: [TaskMetrics]) {
    let (losses, scored) = lossesAndScoredRows(table, rows: rows, parameters: parameters)
    let metrics = zip(network.headConfigurations, scored).map { TaskMetrics(of: $0.task, rows: $1) }
    return (losses, metrics)
  }

  private func losses(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer,
    forEachOutput body: (Matrix) -> Void
  ) -> [Double?] {
    var sums = Array(repeating: 0.0, count: network.headConfigurations.count)
    var weights = sums
    forEachBatch(of: rows) { batch in
      pass.gather(table, at: batch)
      pass.forwardToLosses(parameters: parameters)
      pass.forEachOutput(body)
      for task in sums.indices where pass.batch.labelledWeights[task] > 0 {
        sums[task] += pass.losses[task] * pass.batch.labelledWeights[task]
        weights[task] += pass.batch.labelledWeights[task]
      }
    }
    return zip(sums, weights).map { $1 > 0 ? $0 / $1 : nil }
  }

  /// For each task its predictions for the rows, in their order: a number or a probability a row,
  /// or the probabilities of all classes.
  package func predictions(
    _ features: EncodedFeatures, rows: [Int32], parameters: FloatBuffer
  ) -> [[Double]] {
    var predictions = roomForPredictions(rows.count)
    forEachBatch(of: rows) { batch in
      pass.gather(features, at: batch)
      pass.forward(parameters: parameters)
      pass.forEachOutput { outputs in
        network.appendPredictions(from: outputs, to: &predictions)
      }
    }
    return predictions
  }

  private func roomForPredictions(_ rowCount: Int) -> [[Double]] {
    network.headConfigurations.map { head in
      var values: [Double] = []
      values.reserveCapacity(rowCount * head.task.outputCount)
      return values
    }
  }

  private func forEachBatch(of rows: [Int32], _ body: (ArraySlice<Int32>) -> Void) {
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      body(rows[start..<min(start + batchSize, rows.count)])
    }
  }
}
