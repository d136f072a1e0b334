internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// How many of the rows taken for positive are, the more of the positive ones are found.
  static let precisionRecallCurve = ErrorFigure { label, rows in
    PrecisionRecallCurve(rows).map { curve in
      LineChart(
        title: "\(label.name): precision and recall, area \(curve.area.fixed(4))",
        summary:
          "Precision against recall of \(label.name) over all thresholds; the area under it, "
          + "the average precision, is \(curve.area.short), that of a guess "
          + "\(curve.prevalence.short).",
        x: Axis("recall"), y: Axis("precision", scale: .linear(including: 0)),
        lines: [
          LineChart.Line(
            name: "guess", colour: .neutral,
            points: [0, 1].map { LineChart.Point(x: $0, y: curve.prevalence) }, isSecondary: true),
          LineChart.Line(name: label.name, colour: colour, points: curve.line.chartPoints),
        ])
    }
  }
}
