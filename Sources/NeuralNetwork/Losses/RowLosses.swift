internal import Datasets
package import LinearAlgebra

extension MultiTaskNetwork {
  /// Appends for each label weight · loss of some rows of a batch, one by one; NaN where a row has no
  /// label.
  ///
  /// - Parameters:
  ///   - outputs: rows × all outputs.
  ///   - first: The place of the first row in the batch.
  ///   - losses: For each label those so far.
  package func appendRowLosses(
    from outputs: Matrix, of batch: Batch, first: Int, to losses: inout [[Double]]
  ) {
    for (index, label) in schedule.labels.enumerated() {
      let block = outputs.columns(label.columns)
      for row in 0..<outputs.rows {
        let cell = batch.labels(index, rows: first + row..<first + row + 1)
        losses[index].append(
          cell.labelledWeight > 0
            ? label.configuration.loss(
              block.rows(row..<row + 1), cell, gradient: nil, normaliser: 0) : .nan)
      }
    }
  }
}
