internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// By how much predictions miss.
  static let residuals = ErrorFigure { label, rows in
    ResidualHistogram(rows).map { histogram in
      HistogramChart(
        title: "\(label.name): residuals\(histogram.outside.outsideText)",
        summary:
          "Rows by predicted − actual \(label.name): mean \(histogram.mean.short), root mean "
          + "square \(Metric.rmse(rows).short).",
        x: Axis("predicted − actual"), y: Axis("rows"), range: histogram.range,
        weights: histogram.weights, colour: colour, reference: 0)
    }
  }
}
