/// What several figures over rounds, looked at together, say of each.
public enum Verdict: String, Codable, Sendable {
  /// Above 0 by more than luck explains.
  case better
  /// Below 0 by more than luck explains.
  case worse
  /// It may as well be 0.
  case notDistinguishable = "not_distinguishable"
  /// It was exactly 0 in every round.
  case same
  /// One round says nothing of luck.
  case unknown

  /// How likely it may be that any of the figures is called better or worse by luck.
  public static let risk = 0.05

  /// Judges figures together. Of twenty intervals of 95 % one misses by luck, so that the chance of
  /// being wrong about any of them is what is held to 5 %, by Holm's procedure (Holm 1979).
  ///
  /// - Parameter figures: Positive where better; nil where there is none.
  /// - Returns: One for each; nil where there is no figure.
  public static func judge(_ figures: [RoundMean?]) -> [Verdict?] {
    let adjusted = holm(figures.map { $0?.pValue })
    return zip(figures, adjusted).map { figure, probability in
      guard let figure else { return nil }
      guard let probability else { return .unknown }
      if figure.values.allSatisfy({ $0 == 0 }) { return .same }
      guard probability < risk else { return .notDistinguishable }
      return figure.mean > 0 ? .better : .worse
    }
  }

  /// Holm's adjusted p-values: the k-th smallest of m times m − k + 1, at least as large as those
  /// before it and at most 1.
  public static func holm(_ values: [Double?]) -> [Double?] {
    let order = values.indices.compactMap { index in values[index].map { (index, $0) } }
      .sorted { $0.1 < $1.1 }
    var adjusted = [Double?](repeating: nil, count: values.count)
    var largest = 0.0
    for (place, (index, value)) in order.enumerated() {
      largest = max(largest, min(value * Double(order.count - place), 1))
      adjusted[index] = largest
    }
    return adjusted
  }
}
