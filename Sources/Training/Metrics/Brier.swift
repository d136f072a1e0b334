extension Metric {
  /// Brier score (1950), the mean squared distance of the probabilities from what was so: of a
  /// binary label Σ w (p − y)² / Σ w of the positive class's probability, from 0 to 1; of several
  /// classes Σ w Σₖ (pₖ − yₖ)² / Σ w over all of them, from 0 to 2, as in scikit-learn.
  public static let brier = Metric.mean("brier") { rows, row in
    guard rows.outputCount > 1 else { return rows.error(row) * rows.error(row) }
    return (0..<rows.outputCount).reduce(0) { sum, index in
      let truth = rows.trueClass(row) == index ? 1.0 : 0
      let distance = rows.predictions[row * rows.outputCount + index] - truth
      return sum + distance * distance
    }
  }
}
