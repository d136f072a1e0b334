internal import Datasets
internal import Statistics
package import Training

/// What was predicted of rows that were not learnt from: what charts of errors are drawn from.
package struct JudgedRows {
  /// What the rows are called, such as `test`.
  let name: String
  /// How many rows there are, labelled or not.
  let count: Int
  /// The labels, and of each its labelled rows.
  let labels: [(label: Label, rows: ScoredRows)]

  /// The test rows, or the validation rows where there are none of these; nil without either.
  package init?(_ judged: JudgedSplit) {
    guard let scored = judged.test ?? judged.validation else { return nil }
    self.init(scored, name: judged.test == nil ? "validation" : "test")
  }

  /// - Parameter name: What the rows are called.
  package init(_ scored: ScoredTable, name: String) {
    self.name = name
    count = scored.rows.count
    labels = scored.labels.map { ($0.statistics.label, $0.rows) }
  }
}
