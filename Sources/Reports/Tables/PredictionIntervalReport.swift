internal import Datasets
internal import Losses
package import Training

/// How often a model's prediction intervals, and sets of classes, hold the labels of some rows, and
/// how large they are. What is told here of the spread of labels is no confidence interval of a
/// metric.
package struct PredictionIntervalReport: Encodable {
  /// The probability with which they are to hold a label.
  package let level: Double
  package let rows: Int
  /// In which share of all labelled cells they do; nil without any.
  package let coverage: Double?
  package let labels: [PredictionSetCoverage]
  /// How many labels each task has.
  private let labelCounts: [Int]

  enum CodingKeys: CodingKey { case level, rows, coverage, labels }

  /// Measures rows that were predicted.
  ///
  /// - Throws: `PredictionSetError`.
  package init(
    _ predictor: any Predictor, _ scored: ScoredTable, at level: CoverageLevel = .usual
  ) throws(PredictionSetError) {
    self.init(
      try predictor.predictionSetCoverage(of: scored, at: level), scored, at: level)
  }

  /// - Parameter labels: How often sets of the level hold each label of the rows.
  package init(
    _ labels: [PredictionSetCoverage], _ scored: ScoredTable, at level: CoverageLevel = .usual
  ) {
    self.labels = labels
    self.level = level.value
    rows = scored.rows.count
    let labelled = labels.reduce(0) { $0 + $1.labelled }
    coverage =
      labelled > 0
      ? labels.reduce(0) { $0 + ($1.coverage ?? 0) * Double($1.labelled) } / Double(labelled)
      : nil
    labelCounts = scored.tasks.map(\.labels.count)
  }

  /// The names of the columns of `lines`.
  package static let header = [
    "label", "kind", "calibration rows", "labelled", "coverage", "mean width", "mean classes",
  ]

  /// What has a line of its own in tables: each label, but of a task of many the first ones. All
  /// are in the JSON.
  package var lines: [[String]] {
    var rest = labels[...]
    return labelCounts.flatMap { count in
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(min(count, EvaluationReport.mostLabels)).map { label in
        [
          label.name, label.kind.rawValue, label.calibrationRows.grouped, label.labelled.grouped,
          label.coverage.short, label.meanWidth.short, label.meanSize.short,
        ]
      }
    }
  }

  /// What they are, and what they are not.
  static let explanation =
    "A prediction interval, or of a class label a set of classes, is to hold the label with a "
    + "probability, whatever the model is worth: it is made from how far the validation rows' labels "
    + "lie from what is predicted of them. That holds over rows that are drawn as these were, not in "
    + "each part of the table, and as the validation rows chose what is predicted as well, a little "
    + "less of the labels may be held on small tables."

  /// Which they are and how often they hold a label, in a few words.
  var summary: String {
    "at \(level) they hold \(coverage?.percentage ?? "–") of the labels of the \(rows.grouped) "
      + "\(rows == 1 ? "row" : "rows")"
  }

  package var text: String {
    var table = TextTable(Self.header, wordColumns: 2)
    for line in lines { table.add(line) }
    return "prediction intervals: \(summary)\n\(table.text)"
  }
}
