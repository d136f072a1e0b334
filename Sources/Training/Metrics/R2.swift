extension Metric {
  /// Coefficient of determination 1 − Σ w (y − p)² / Σ w (y − ȳ)², with ȳ the weighted mean of the
  /// measured rows' labels. Undefined where all labels are equal.
  public static let r2 = Metric("r2") { rows in
    // Compared as they are: the rounding of ȳ would make a tiny variance out of equal labels.
    guard rows.labels.contains(where: { $0 != rows.labels.first }),
      let mean = rows.mean(of: { Double(rows.labels[$0]) }),
      let residual = rows.mean(of: { rows.error($0) * rows.error($0) }),
      let variance = rows.mean(of: { row in
        let deviation = Double(rows.labels[row]) - mean
        return deviation * deviation
      })
    else { return nil }
    return 1 - residual / variance
  }
}
