internal import Datasets
package import LinearAlgebra

extension MultiTaskNetwork {
  /// Appends for each of some labels weight · loss of some rows of a batch, one by one; NaN where a row has no
  /// label.
  ///
  /// - Parameters:
  ///   - labels: The labels' places among all.
  ///   - outputs: rows × all outputs.
  ///   - first: The place of the first row in the batch.
  ///   - losses: For each label those so far.
  package func appendRowLosses(
    of labels: [Int], from outputs: Matrix, batch: Batch, first: Int, to losses: inout [[Double]]
  ) {
    for (index, place) in labels.enumerated() {
      let label = schedule.labels[place]
      let block = outputs.columns(label.columns)
      for row in 0..<outputs.rows {
        let cell = batch.labels(place, rows: first + row..<first + row + 1)
        losses[index].append(
          cell.labelledWeight > 0
            ? label.configuration.loss(
              block.rows(row..<row + 1), cell, gradient: nil, normaliser: 0) : .nan)
      }
    }
  }
}
