internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// What was predicted against what was so, row by row.
  static let predictedAgainstActual = ErrorFigure { label, rows in
    PredictedAgainstActual(rows).map { bins in
      DensityChart(
        title: "\(label.name): predicted against actual\(bins.outside.outsideText)",
        summary: "Rows by actual and predicted \(label.name), darker where there are more; right "
          + "predictions lie on the broken line. R² \(Metric.r2(rows).short).",
        x: Axis("actual"), y: Axis("predicted"), range: bins.range, weights: bins.weights,
        colour: colour)
    }
  }
}
