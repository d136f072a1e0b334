extension Metric {
  /// Root mean squared error √(Σ w (p − y)² / Σ w), in the label's units.
  public static let rmse = Metric("rmse") { rows in
    let squares = rows.squaredErrors
    return { $0.mean { squares[$0] }?.squareRoot() }
  }
}
