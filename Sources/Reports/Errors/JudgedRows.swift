package import Datasets
package import Training

/// What was predicted of rows that were not learnt from: what charts of errors are drawn from.
package struct JudgedRows {
  /// What the rows are called: `test`, or `validation` where there are no test rows.
  let name: String
  /// How many rows there are, labelled or not.
  let count: Int
  /// The labels, and of each its labelled rows.
  let labels: [(label: Label, rows: ScoredRows)]

  /// The test rows, or the validation rows where there are none of these; nil without either.
  ///
  /// - Parameter scored: For each label the labelled ones of some rows with what is predicted.
  package init?(_ labels: [Label], split: Split, scored: (_ rows: [Int32]) -> [ScoredRows]) {
    let rows = split.test.isEmpty ? split.validation : split.test
    guard !rows.isEmpty else { return nil }
    name = split.test.isEmpty ? "validation" : "test"
    count = rows.count
    self.labels = Array(zip(labels, scored(rows)))
  }
}
