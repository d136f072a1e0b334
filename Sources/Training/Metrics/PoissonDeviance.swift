import Foundation

extension Metric {
  /// Mean Poisson deviance Σ w 2[y log(y/m) − (y − m)] / Σ w of predicted means m, with
  /// 0 · log 0 = 0.
  ///
  /// A mean that rounded to zero counts as the smallest normal `Float`, so that one event there
  /// costs much, not everything.
  public static let deviance = Metric.mean("deviance") { rows, row in
    let count = rows.labels[row]
    let mean = max(rows.predictions[row], Double(Float.leastNormalMagnitude))
    let logarithm = count > 0 ? count * log(count / mean) : 0
    return 2 * (logarithm - (count - mean))
  }
}
