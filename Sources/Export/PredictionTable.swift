public import Datasets

/// Predictions as a table for people: original units, original class names.
///
/// A regression or count has one column, named like the label. A class label has one with the most
/// probable class, and behind it one `NAME=CLASS` for each class with its probability, or what
/// `ClassDetail` says. Columns kept from the input come first.
public struct PredictionTable: Sendable {
  /// The tasks.
  public let tasks: [PredictionTask]
  /// For each task its predictions, as `MultiTaskModel.predictions` gives them.
  public let predictions: [[Double]]
  /// The columns kept from the input.
  public let kept: KeptColumns
  /// What is written of class labels.
  public let detail: ClassDetail
  /// What the columns are called.
  public let header: PredictionHeader

  /// Creates a table.
  public init(
    tasks: [PredictionTask], predictions: [[Double]], kept: KeptColumns = KeptColumns(),
    detail: ClassDetail = ClassDetail()
  ) {
    self.tasks = tasks
    self.predictions = predictions
    self.kept = kept
    self.detail = detail
    header = PredictionHeader(tasks: tasks, kept: kept.names, detail: detail)
  }

  /// Writes the header and a record for each row.
  public func write(to writer: TableWriter, rowCount: Int) throws(DatasetError) {
    try writer.write(header.names)
    for row in 0..<rowCount {
      try writer.write(
        kept.cells(ofRow: row) + tasks.indices.flatMap { fields(task: $0, row: row) })
    }
  }

  private func fields(task index: Int, row: Int) -> [String] {
    let task = tasks[index]
    switch task.kind {
    case .regression, .count: return [number(predictions[index][row])]
    case .binary:
      let positive = predictions[index][row]
      let probabilities =
        detail.hasProbabilities ? [probability(1 - positive), probability(positive)] : []
      return [task.classes[positive > 0.5 ? 1 : 0]] + probabilities
    case .multiclass:
      let count = task.outputCount
      let probabilities = Array(predictions[index][row * count..<(row + 1) * count])
      let most = probabilities.mostProbable(detail.rankCount(of: task) ?? 1)
      guard detail.rankCount(of: task) == nil else {
        return most.flatMap { place in
          [task.classes[place]] + (detail.hasProbabilities ? [probability(probabilities[place])] : [])
        }
      }
      return most.map { task.classes[$0] }
        + (detail.hasProbabilities ? probabilities.map(probability) : [])
    }
  }

  /// A probability with the digits that a Float has.
  private func probability(_ value: Double) -> String { "\(Float(value))" }

  /// A number with the digits that a Float has or, where these would tell less of a label that lies far
  /// from zero, with more.
  private func number(_ value: Double) -> String {
    let nearest = Float(value)
    let isEnough = abs(value) < 0x1p20 || Double(nearest) == value
    return isEnough ? "\(nearest)" : "\((value * 1024).rounded() / 1024)"
  }
}

extension [Double] {
  /// The positions of the greatest entries, from the greatest on, and the first of those that are equal.
  fileprivate func mostProbable(_ number: Int) -> [Int] {
    guard number > 1 else {
      return indices.max { (self[$0], $1) < (self[$1], $0) }.map { [$0] } ?? []
    }
    return Array<Int>(indices.sorted { (self[$1], $0) < (self[$0], $1) }.prefix(number))
  }
}
