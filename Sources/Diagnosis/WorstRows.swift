internal import Datasets
package import NeuralNetwork
internal import Training

/// The rows of a table whose predictions of one label cost most.
package struct WorstRows: Sendable {
  /// From the one that costs most on.
  package let rows: [Row]

  /// A row with a label.
  package struct Row: Hashable, Sendable {
    /// Its position among those given.
    package let position: Int
    /// The label: a number, or the index of the class.
    package let actual: Double
    /// What was predicted: a number, or the index of the most probable class.
    package let predicted: Double
    /// The loss of this row, whatever the row counts for, in the label's own units or nats.
    package let loss: Double
  }

  /// Looks for rows.
  ///
  /// - Parameters:
  ///   - count: How many are kept at most; of rows that cost the same the first ones.
  ///   - predictions: As `Predictor.predictions` has them, row by row.
  ///   - labels: One label a row, NaN where it is missing.
  ///   - weights: What each row counts for; rows of weight 0 are left out.
  package init(
    _ count: Int, of head: HeadConfiguration, predictions: [Double], labels: [Double],
    weights: [Float]?
  ) {
    let kept = ScoredRows.positions(labels: labels, weights: weights)
    let scored = ScoredRows(
      predictions: predictions, labels: labels, outputCount: head.label.outputCount,
      weights: weights)
    let losses = PredictionLoss(head, targets: scored.labels.map(head.target), weights: nil)
      .ofRows(scored.predictions)
    // What is not a number is worse than any.
    let costs = losses.map { $0.isNaN ? .infinity : $0 }
    let worst = costs.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }.prefix(count)
    rows = worst.map { row in
      Row(
        position: kept[row], actual: scored.labels[row],
        predicted: head.label.classes.isEmpty
          ? scored.predictions[row] : Double(scored.predictedClass(row)),
        loss: losses[row])
    }
  }
}
