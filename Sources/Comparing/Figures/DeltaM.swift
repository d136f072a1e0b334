/// How much better a shared model does than one model for each task (Maninis et al. 2019).
public enum DeltaM {
  /// By how many percent of the single-task model's figure a task's figure is better.
  ///
  /// - Parameters:
  ///   - value: The shared model's principal metric, of which lower is better.
  ///   - single: The single-task model's.
  /// - Returns: 100 · (single − value) / single; nil where one is missing, or the single one's is
  ///   0.
  public static func gain(_ value: Double?, over single: Double?) -> Double? {
    guard let value, let single, single > 0 else { return nil }
    return 100 * (single - value) / single
  }

  /// The mean of the tasks' gains, in percent, over the tasks that the single-task models could be
  /// measured on.
  ///
  /// - Returns: The mean; nil where there is no such task, or the shared model has no figure for
  ///   one of them.
  public static func mean(_ values: [Double?], over singles: [Double?]) -> Double? {
    let measured = singles.indices.filter { DeltaM.gain(0, over: singles[$0]) != nil }
    let gains = measured.compactMap { gain(values[$0], over: singles[$0]) }
    guard !gains.isEmpty, gains.count == measured.count else { return nil }
    return gains.reduce(0, +) / Double(gains.count)
  }
}
