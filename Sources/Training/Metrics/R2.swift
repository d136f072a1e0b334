extension Metric {
  /// Coefficient of determination 1 − Σ w (y − p)² / Σ w (y − ȳ)², with ȳ the weighted mean of the
  /// measured rows' labels. Undefined where all labels are equal.
  public static let r2 = Metric("r2") { rows in
    let (labels, squares) = (rows.labels, rows.squaredErrors)
    return { weights in
      // Compared as they are: the rounding of ȳ would make a tiny variance out of equal labels.
      let first = labels.indices.first { weights.values[$0] > 0 }
      guard let first,
        labels.indices.contains(where: { weights.values[$0] > 0 && labels[$0] != labels[first] }),
        let mean = weights.mean(of: { labels[$0] }),
        let residual = weights.mean(of: { squares[$0] }),
        let variance = weights.mean(of: { (labels[$0] - mean) * (labels[$0] - mean) })
      else { return nil }
      return 1 - residual / variance
    }
  }
}
