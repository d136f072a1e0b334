/// Ranks of several models by figures of which lower is better.
public enum MeanRank {
  /// Each figure's rank from 1 for the lowest; equal ones share the mean of theirs.
  ///
  /// - Returns: One for each; nil where there is no figure.
  public static func ranks(_ values: [Double?]) -> [Double?] {
    values.map { value in
      guard let value else { return nil }
      let lower = values.count { $0.map { $0 < value } ?? false }
      let equal = values.count { $0 == value }
      return Double(lower) + Double(equal + 1) / 2
    }
  }

  /// Each model's mean rank over several rounds, such as all tasks in all seeds.
  ///
  /// - Parameter rounds: In each one figure a model.
  /// - Returns: One for each model, over the rounds in which every model has a figure; nil without
  ///   such.
  public static func means(_ rounds: [[Double?]], models: Int) -> [Double?] {
    let complete = rounds.filter { round in round.allSatisfy { $0 != nil } }.map(ranks)
    guard !complete.isEmpty else { return Array(repeating: nil, count: models) }
    return (0..<models).map { model in
      complete.reduce(0) { $0 + ($1[model] ?? 0) } / Double(complete.count)
    }
  }
}
