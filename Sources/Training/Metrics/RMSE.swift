extension Metric {
  /// Root mean squared error √(Σ w (p − y)² / Σ w), in the label's units.
  public static let rmse = Metric("rmse") { rows in
    rows.mean { rows.error($0) * rows.error($0) }?.squareRoot()
  }
}
