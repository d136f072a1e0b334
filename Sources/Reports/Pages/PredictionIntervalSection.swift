extension Page.Section {
  /// How often prediction intervals hold the labels of the test rows; nil where that was not
  /// measured.
  ///
  /// - Parameter rows: What the rows are called.
  static func predictionIntervals(
    _ report: PredictionIntervalReport?, on rows: String = "test"
  ) -> Page.Section? {
    report.map { report in
      Page.Section(
        heading: "Prediction intervals",
        text: [PredictionIntervalReport.explanation],
        tables: [
          Page.Table(
            caption: "On the \(rows) rows: \(report.summary)",
            header: PredictionIntervalReport.header,
            rows: report.lines.map {
              Page.Table.Row(name: $0[0], cells: Array($0.dropFirst()))
            })
        ])
    }
  }
}
