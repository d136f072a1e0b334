package import Datasets
package import LinearAlgebra
package import NeuralNetwork

/// Computes a network's losses and predictions for many rows, batch by batch.
package final class Evaluator {
  private let network: MultiTaskNetwork
  private let pass: BatchPass

  /// Rows of a batch: many, as nothing is kept for a backward pass.
  static let batchSize = 2048

  package init(network: MultiTaskNetwork, threads: Int) {
    self.network = network
    pass = BatchPass(
      network: network, capacity: Self.batchSize, gradients: .none, threads: threads)
  }

  /// Each task's mean loss over its labelled rows, nil where it has none.
  package func losses(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> [Double?] {
    losses(table, rows: rows, parameters: parameters) { _ in }
  }

  /// Each task's mean loss over its labelled rows, nil where it has none, and its predictions for all
  /// rows, as of `predictions`.
  package func lossesAndPredictions(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> (losses: [Double?], predictions: [[Float]]) {
    var predictions = roomForPredictions(rows.count)
    let losses = losses(table, rows: rows, parameters: parameters) { outputs in
      network.appendPredictions(from: outputs, to: &predictions)
    }
    return (losses, predictions)
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

  /// For each task its predictions for the rows, in their order: a number or a probability a row, or
  /// the probabilities of all classes.
  package func predictions(
    _ features: EncodedFeatures, rows: [Int32], parameters: FloatBuffer
  ) -> [[Float]] {
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

  private func roomForPredictions(_ rowCount: Int) -> [[Float]] {
    network.headConfigurations.map { head in
      var values: [Float] = []
      values.reserveCapacity(rowCount * head.task.outputCount)
      return values
    }
  }

  private func forEachBatch(of rows: [Int32], _ body: (ArraySlice<Int32>) -> Void) {
    for start in stride(from: 0, to: rows.count, by: Self.batchSize) {
      body(rows[start..<min(start + Self.batchSize, rows.count)])
    }
  }
}
