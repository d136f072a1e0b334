internal import Datasets
public import Training

extension PermutationImportance {
  private static let header = [
    "feature", "label", "importance", "low", "high", "std", "metric", "metric_increase",
    "labelled", "mean_importance", "mean_low", "mean_high", "rows", "all_rows", "repeats",
    "asked_repeats",
  ]

  /// The figures as records of CSV, below a header: a line for each feature and label, from the
  /// feature of the highest mean on. What is not known is empty.
  package var records: [[String]] {
    [Self.header]
      + features.flatMap { feature in
        feature.labels.map { label in
          [
            feature.name, label.label, Self.text(label.importance), Self.text(label.interval?.low),
            Self.text(label.interval?.high), Self.text(label.standardDeviation), label.metric,
            Self.text(label.metricIncrease), "\(label.labelled)", Self.text(feature.importance),
            Self.text(feature.interval?.low), Self.text(feature.interval?.high), "\(rows)",
            "\(allRows)", "\(repeats)", "\(askedRepeats)",
          ]
        }
      }
  }

  /// These records as a text.
  package var csv: String {
    var bytes: [UInt8] = []
    for record in records { CSVRecord.append(record, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
}

extension RunFolder {
  /// Reads what features are worth from the run's table.
  ///
  /// - Returns: The figures, without how rows were resampled and which columns a group has; nil where
  ///   there is no such table.
  /// - Throws: `DatasetError` where the table is not as it was written.
  public func readImportance() throws -> PermutationImportance? {
    guard let table = try WrittenTable(path: "\(path)/\(Self.importanceName)") else { return nil }
    guard table.rowCount > 0 else { throw table.unusable("there are no rows") }
    var features: [PermutationImportance.Feature] = []
    var first = 0
    while first < table.rowCount {
      let name = try table.text("feature", row: first)
      var end = first + 1
      while end < table.rowCount, try table.text("feature", row: end) == name { end += 1 }
      features.append(
        PermutationImportance.Feature(
          name: name ?? "", columns: nil,
          importance: try table.number("mean_importance", row: first),
          interval: try table.interval("mean_low", "mean_high", row: first),
          labels: try (first..<end).map(table.importance)))
      first = end
    }
    return PermutationImportance(
      features, rows: try table.integer("rows", row: 0),
      allRows: try table.integer("all_rows", row: 0),
      repeats: try table.integer("repeats", row: 0),
      askedRepeats: try table.integer("asked_repeats", row: 0), resampling: nil)
  }
}

extension WrittenTable {
  /// What a feature is worth for a label.
  fileprivate func importance(row: Int) throws(DatasetError) -> PermutationImportance.OfLabel {
    PermutationImportance.OfLabel(
      label: try text("label", row: row) ?? "", importance: try number("importance", row: row),
      interval: try interval("low", "high", row: row),
      standardDeviation: try number("std", row: row), metric: try text("metric", row: row) ?? "",
      metricIncrease: try number("metric_increase", row: row),
      labelled: try integer("labelled", row: row))
  }

  /// An interval by its two ends; nil where one is empty.
  fileprivate func interval(
    _ low: String, _ high: String, row: Int
  ) throws(DatasetError) -> Interval? {
    guard let low = try number(low, row: row), let high = try number(high, row: row) else {
      return nil
    }
    return Interval(low: low, high: high)
  }
}
