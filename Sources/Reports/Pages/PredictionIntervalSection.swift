extension Page.Section {
  /// How often prediction intervals hold the labels of the test rows; nil where that was not
  /// measured.
  static func predictionIntervals(_ report: PredictionIntervalReport?) -> Page.Section? {
    report.map { report in
      Page.Section(
        heading: "Prediction intervals",
        text: [PredictionIntervalReport.explanation],
        tables: [
          Page.Table(
            caption: "On the test rows: \(report.summary)",
            header: PredictionIntervalReport.header,
            rows: report.lines.map {
              Page.Table.Row(name: $0[0], cells: Array($0.dropFirst()))
            })
        ])
    }
  }
}
