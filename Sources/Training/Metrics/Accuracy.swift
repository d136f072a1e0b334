extension Metric {
  /// The share of rows whose most probable class is the true one. A binary row is taken for
  /// positive where the probability exceeds the label's threshold; of several equally probable
  /// classes the first is taken.
  public static let accuracy = Metric.mean("accuracy") { rows, row in
    rows.predictedClass(row) == rows.trueClass(row) ? 1 : 0
  }
}
