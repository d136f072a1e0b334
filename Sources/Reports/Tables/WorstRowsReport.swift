package import Datasets
internal import Diagnosis
internal import Exporting
internal import Statistics
package import Training

/// Where the predictions are that cost most, label by label: a table for people, CSV or JSON.
package struct WorstRowsReport: Encodable {
  /// Those of each label in the order of the labels, from the one that costs most on.
  package let rows: [Row]

  /// A row of the table that was read, as one label has it.
  package struct Row: Encodable {
    package let label: String
    /// What the source is called.
    package let file: String
    /// The line on which the row begins, counted from 1.
    package let line: Int
    /// The number, or the name of the class.
    package let actual, predicted: String
    /// In the label's own units or nats; nil where it is not finite.
    package let loss: Double?
  }

  /// Names rows.
  ///
  /// - Parameters:
  ///   - count: How many of each label at most.
  ///   - scored: What was predicted.
  ///   - places: Where the rows of the table stand.
  package init(_ count: Int, of scored: ScoredTable, places: RowPlaces) {
    rows = scored.labels.flatMap { label in
      WorstRows(count, of: label).rows.map { row in
        let place = places[Int(scored.rows[row.position])]
        return Row(
          label: label.statistics.label.name, file: place.file, line: place.line,
          actual: label.statistics.text(of: row.actual),
          predicted: label.statistics.text(of: row.predicted),
          loss: row.loss.isFinite ? row.loss : nil)
      }
    }
  }

  /// Coded as the list of its rows.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rows)
  }

  private static let header = ["label", "file", "line", "actual", "predicted", "loss"]

  /// The rows as a table for people.
  package var text: String {
    var table = TextTable(
      ["label", "file:line", "actual", "predicted", "loss"], wordColumns: 2)
    for row in rows {
      table.add([
        row.label, "\(row.file):\(row.line)", row.actual, row.predicted, row.loss.short,
      ])
    }
    return table.text
  }

  /// Writes a header and a record for each row.
  package func write(to writer: TableWriter) throws(DatasetError) {
    try writer.write(Self.header)
    for row in rows {
      try writer.write([
        row.label, row.file, "\(row.line)", row.actual, row.predicted,
        row.loss.map { "\(Float($0))" } ?? "",
      ])
    }
  }
}

extension LabelStatistics {
  /// A label or its prediction as it is written: a number, or the name of the class of that index.
  fileprivate func text(of value: Double) -> String {
    label.classes.isEmpty
      ? PredictedNumber(scale: spread).written(value).text : label.classes[Int(value)]
  }
}
