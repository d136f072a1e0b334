internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// Whether probabilities are as often right as they say.
  static let reliability = ErrorFigure { label, rows in
    ReliabilityDiagram(rows).map { diagram in
      let isBinary = rows.outputCount == 1
      let counts = diagram.bins.map(\.count)
      let each =
        counts.min() == counts.max()
        ? "\((counts.first ?? 0).grouped) \(counts.first == 1 ? "row" : "rows") each"
        : "\((counts.min() ?? 0).grouped) to \((counts.max() ?? 0).grouped) rows each"
      return ReliabilityChart(
        title: "\(label.name): reliability, \(each)",
        summary: "\(diagram.bins.count) bins by the "
          + (isBinary
            ? "probability of \(label.classes.last ?? "the positive class"), with the share that was so"
            : "probability of the predicted class, with the share that was right")
          + " and its 95 % interval; a calibrated model lies on the broken line. Expected "
          + "calibration error \(Metric.calibrationError(rows).short).",
        x: Axis(isBinary ? "probability of \(label.classes.last ?? "1")" : "confidence"),
        y: Axis(isBinary ? "share of \(label.classes.last ?? "1")" : "accuracy"),
        points: diagram.bins.map { bin in
          ReliabilityChart.Point(
            name: "\(bin.count.grouped) rows", x: bin.probability, y: bin.share,
            low: bin.interval.lowerBound, high: bin.interval.upperBound)
        }, distribution: diagram.distribution, highest: diagram.highest, colour: colour)
    }
  }
}
