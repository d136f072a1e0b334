internal import Datasets
internal import Statistics
package import Training

/// The rows of a table whose predictions of one label cost most.
package struct WorstRows: Sendable {
  /// From the one that costs most on.
  package let rows: [Row]

  /// A row with a label.
  package struct Row: Hashable, Sendable {
    /// Its position among the rows that were scored.
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
  /// - Parameter count: How many are kept at most; of rows that cost the same the first ones.
  package init(_ count: Int, of label: ScoredLabel) {
    // What is not a number is worse than any.
    let costs = label.losses.map { $0.isNaN ? .infinity : $0 }
    let worst = costs.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }.prefix(count)
    rows = worst.map { row in
      Row(
        position: label.rows.places[row], actual: label.rows.labels[row],
        predicted: label.statistics.label.classes.isEmpty
          ? label.rows.predictions[row] : Double(label.rows.predictedClass(row)),
        loss: label.losses[row])
    }
  }
}
