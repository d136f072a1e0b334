/// How the losses of several labels become the loss of one task.
public enum LabelReduction: String, Codable, CaseIterable, Sendable {
  /// The mean over labelled cells, whichever label they are of.
  case mean
  /// The sum over labels of each one's mean over its labelled cells.
  case sum

  /// What the sum of a label's weighted losses is divided by in the task's loss.
  ///
  /// - Parameters:
  ///   - weight: The summed weight of the label's labelled cells.
  ///   - total: That of all labels' together.
  package func divisor(of weight: Double, total: Double) -> Double {
    switch self {
    case .sum: weight
    case .mean: total
    }
  }

  /// The loss of the labels together.
  ///
  /// - Parameter labels: Of each label the mean over its labelled cells, and their summed weight; a
  ///   label without labelled cells, whose weight is 0, has no part in it.
  /// - Returns: The loss; nil where no label has a labelled cell.
  package func loss(of labels: [(mean: Double, weight: Double)]) -> Double? {
    let labels = labels.filter { $0.weight > 0 }
    guard labels.count > 1 else { return labels.first?.mean }
    switch self {
    case .sum: return labels.reduce(0) { $0 + $1.mean }
    case .mean:
      let total = labels.reduce(0) { $0 + $1.weight }
      return labels.reduce(0) { $0 + $1.mean * ($1.weight / total) }
    }
  }
}
