extension Metric {
  /// Mean absolute error Σ w |p − y| / Σ w, in the label's units.
  public static let mae = Metric.mean("mae") { rows, row in abs(rows.error(row)) }
}
