extension Metric {
  /// The share of rows whose most probable class is the true one. A binary row is taken for
  /// positive where the probability exceeds one half; of several equally probable classes the first
  /// is taken.
  public static let accuracy = Metric("accuracy") { rows in
    rows.mean { rows.predictedClass($0) == rows.trueClass($0) ? 1 : 0 }
  }
}
