internal import Datasets
package import LinearAlgebra

extension MultiTaskNetwork {
  /// Appends for each of some labels what each row of a part of a batch costs by itself.
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
      losses[index] += label.configuration.rowLosses(
        outputs.columns(label.columns), batch.labels(place, rows: first..<first + outputs.rows))
    }
  }
}

extension HeadConfiguration {
  /// The loss of each row by itself, without its weight, in the label's own units or nats; NaN where
  /// the row has no label, or the weight zero.
  ///
  /// - Parameter outputs: rows × the head's outputs, a block of columns.
  func rowLosses(_ outputs: Matrix, _ labels: LabelSlice) -> [Double] {
    (0..<outputs.rows).map { row in
      labels.cell(row).map { loss(outputs.rows(row..<row + 1), $0, gradient: nil, normaliser: 0) }
        ?? .nan
    }
  }
}
