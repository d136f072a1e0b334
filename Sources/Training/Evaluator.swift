package import Datasets
package import LinearAlgebra
internal import Losses
package import NeuralNetwork
internal import Statistics

/// Computes a network's losses, predictions and metrics for many rows, batch by batch.
package final class Evaluator {
  private let network: MultiTaskNetwork
  private let pass: BatchPass
  /// For each task the places of its labels.
  private let labelRanges: [Range<Int>]

  /// The rows of a batch.
  private let batchSize: Int

  /// How many rows a batch has: many, as nothing is kept for a backward pass, but of a table of
  /// very many columns only so many that the inputs take some 64 MB, and of several members, or
  /// tasks that adapt the layers, as many of their rows. A multiple of 256 is cut into the same
  /// slices.
  static func batchSize(of network: MultiTaskNetwork) -> Int {
    let members = network.rowCopies
    let fitting = (1 << 24) / max(network.inputs.width * members, 1)
    return max(min(fitting, 2048 / members) / 256 * 256, 256)
  }

  /// - Parameter batchSize: How many rows a batch has, if not as many as suit many rows.
  package init(network: MultiTaskNetwork, threads: Int, batchSize: Int? = nil) {
    self.network = network
    labelRanges = network.tasks.ranges(\.labels.count)
    let batchSize = batchSize ?? Self.batchSize(of: network)
    self.batchSize = batchSize
    pass = BatchPass(
      network: network, capacity: batchSize, gradients: .none, threads: threads)
  }

  /// Each task's loss over its labelled cells, nil where it has none.
  package func losses(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> [Double?] {
    losses(table, rows: rows, parameters: parameters, sharedBy: LoneRank())
  }

  /// The same, to the bit, where each of several ranks computes some of the batches.
  func losses(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer, sharedBy ranks: any Ranks
  ) -> [Double?] {
    labelLosses(table, rows: rows, parameters: parameters, sharedBy: ranks) { _, _ in }
  }

  /// Each task's loss over its labelled cells, nil where it has none, and its metrics.
  func lossesAndMetrics(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> (losses: [Double?], metrics: [TaskMetrics]) {
    var outcomes = roomForOutcomes(rows.count)
    let losses = labelLosses(
      table, rows: rows, parameters: parameters, sharedBy: LoneRank()
    ) { outputs, first in
      append(outputs, first: first, to: &outcomes)
    }
    let metrics = network.labels.indices.map { index in
      TaskMetrics(
        of: network.labels[index].label,
        rows: scoredRows(of: index, outcomes, table, rows: rows))
    }
    return (losses, labelRanges.map { TaskMetrics(averaging: Array(metrics[$0])) })
  }

  /// For each label its labelled rows, with what is predicted of them and what that costs.
  func scoredLabels(
    _ table: TrainingTable, rows: [Int32], statistics: [LabelStatistics], parameters: FloatBuffer
  ) -> [ScoredLabel] {
    var outcomes = roomForOutcomes(rows.count)
    forEachBatch(of: rows) { batch in
      pass.gather(table, at: batch)
      pass.forward(parameters: parameters)
      forEachOutput { outputs, first in append(outputs, first: first, to: &outcomes) }
    }
    return network.labels.indices.map { index in
      ScoredLabel(
        statistics[index], rows: scoredRows(of: index, outcomes, table, rows: rows),
        losses: outcomes.losses[index],
        constantLosses: network.labels[index].constantLosses(
          table.targets[index], weights: table.weights.inLoss(of: index), rows: rows),
        lossWeights: table.weights.ownInLoss(of: index).map { weights in
          rows.map { Double(weights[Int($0)]) }
        })
    }
  }

  /// For each label what it predicts of rows and what that costs in each.
  private struct Outcomes {
    var predictions: [[Double]]
    var losses: [[Double]]
  }

  private func roomForOutcomes(_ rowCount: Int) -> Outcomes {
    Outcomes(
      predictions: roomForPredictions(rowCount), losses: network.labels.map { _ in [] })
  }

  private func append(_ outputs: Matrix, first: Int, to outcomes: inout Outcomes) {
    network.appendPredictions(from: outputs, to: &outcomes.predictions)
    network.appendRowLosses(
      of: Array(network.labels.indices), from: outputs, batch: pass.batch, first: first,
      to: &outcomes.losses)
  }

  /// A label's rows as metrics need them.
  private func scoredRows(
    of index: Int, _ outcomes: Outcomes, _ table: TrainingTable, rows: [Int32]
  ) -> ScoredRows {
    let head = network.labels[index]
    return ScoredRows(
      predictions: outcomes.predictions[index],
      labels: rows.map { head.label(table.targets[index][Int($0)]) },
      outputCount: head.label.outputCount,
      weights: table.weights.ofLabel(index).map { weights in rows.map { weights[Int($0)] } },
      crossEntropies: head.label.loss.entry.isLogLoss ? outcomes.losses[index] : nil)
  }

  /// Each task's loss: sums over batches, in their order.
  private func labelLosses(
    _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer, sharedBy ranks: any Ranks,
    forEachOutput body: (_ outputs: Matrix, _ first: Int) -> Void
  ) -> [Double?] {
    let labels = network.labels.indices
    let batchCount = (rows.count + batchSize - 1) / batchSize
    let batchesPerRank = (batchCount + ranks.count - 1) / ranks.count
    /// Where a batch's loss of a label is; its weight follows.
    func place(_ batch: Int, _ label: Int) -> Int {
      let (turn, rank) = batch.quotientAndRemainder(dividingBy: ranks.count)
      return 2 * ((rank * batchesPerRank + turn) * labels.count + label)
    }
    var ofBatches = [Double](
      repeating: 0, count: 2 * ranks.count * batchesPerRank * labels.count)
    for batch in stride(from: ranks.rank, to: batchCount, by: ranks.count) {
      let start = batch * batchSize
      pass.gather(table, at: rows[start..<min(start + batchSize, rows.count)])
      pass.forwardToLosses(parameters: parameters)
      forEachOutput(body)
      for label in labels where pass.batch.labelWeights[label] > 0 {
        let place = place(batch, label)
        ofBatches[place] = pass.labelLosses[label] * pass.batch.labelWeights[label]
        ofBatches[place + 1] = pass.batch.labelWeights[label]
      }
    }
    ranks.gather(&ofBatches)
    var sums = labels.map { _ in 0.0 }
    var weights = sums
    for batch in 0..<batchCount {
      for label in labels {
        sums[label] += ofBatches[place(batch, label)]
        weights[label] += ofBatches[place(batch, label) + 1]
      }
    }
    let means = zip(sums, weights).map { (mean: $1 > 0 ? $0 / $1 : 0, weight: $1) }
    return zip(network.tasks, labelRanges).map { task, labels in
      task.reduction.loss(of: Array(means[labels]))
    }
  }

  /// For each of some labels weight · loss in each row, NaN where there is no label.
  func rowLosses(
    of labels: [Int], _ table: TrainingTable, rows: [Int32], parameters: FloatBuffer
  ) -> [[Double]] {
    var losses: [[Double]] = labels.map { _ in [] }
    forEachBatch(of: rows) { batch in
      pass.gather(table, at: batch)
      pass.forward(parameters: parameters)
      forEachOutput { outputs, first in
        network.appendRowLosses(
          of: labels, from: outputs, batch: pass.batch, first: first, to: &losses)
      }
    }
    return zip(labels, losses).map { label, losses in
      guard let weights = table.weights.inLoss(of: label) else { return losses }
      return zip(losses, rows).map { $0 * Double(weights[Int($1)]) }
    }
  }

  /// For each label its predictions for the rows, in their order: a number or a probability a row,
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

  /// Predicts a table of one row, in memory that is there.
  ///
  /// - Parameter predictions: For each label what it predicts, in place of what is there.
  func predictRow(
    _ features: EncodedFeatures, parameters: FloatBuffer, into predictions: inout [[Double]]
  ) {
    for label in predictions.indices { predictions[label].removeAll(keepingCapacity: true) }
    pass.gather(features, at: Self.row[...])
    pass.forward(parameters: parameters)
    pass.forEachOutput { network.appendPredictions(from: $0, to: &predictions) }
    pass.releaseTable()
  }

  private static let row: [Int32] = [0]

  private func roomForPredictions(_ rowCount: Int) -> [[Double]] {
    network.labels.map { head in
      var values: [Double] = []
      values.reserveCapacity(rowCount * head.label.outputCount)
      return values
    }
  }

  /// The outputs of a batch part by part, with the place of each part's first row in it.
  private func forEachOutput(_ body: (_ outputs: Matrix, _ first: Int) -> Void) {
    var first = 0
    pass.forEachOutput { outputs in
      body(outputs, first)
      first += outputs.rows
    }
  }

  private func forEachBatch(of rows: [Int32], _ body: (ArraySlice<Int32>) -> Void) {
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      body(rows[start..<min(start + batchSize, rows.count)])
    }
  }
}
