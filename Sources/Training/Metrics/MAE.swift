extension Metric {
  /// Mean absolute error Σ w |p − y| / Σ w, in the label's units.
  public static let mae = Metric("mae") { rows in
    rows.mean { abs(rows.error($0)) }
  }
}
