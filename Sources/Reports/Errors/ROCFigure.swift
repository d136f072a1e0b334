internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// How well the positive rows are told from the negative ones, whatever the threshold.
  static let rocCurve = ErrorFigure { label, rows in
    ROCCurve(rows).map { curve in
      LineChart(
        title: "\(label.name): ROC curve, area \(curve.area.fixed(4))",
        summary: "True against false positive rate of \(label.name) over all thresholds; the area "
          + "under it is \(curve.area.short), that of a guess one half.",
        x: Axis("false positive rate"), y: Axis("true positive rate"),
        lines: [
          LineChart.Line(
            name: "guess", colour: .neutral,
            points: [LineChart.Point(x: 0, y: 0), LineChart.Point(x: 1, y: 1)],
            isSecondary: true),
          LineChart.Line(name: label.name, colour: colour, points: curve.line.chartPoints),
        ])
    }
  }
}

extension Polyline {
  /// The points as a chart has them.
  var chartPoints: [LineChart.Point] { points.map { LineChart.Point(x: $0.x, y: $0.y) } }
}
