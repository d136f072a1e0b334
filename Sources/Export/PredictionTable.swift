public import Datasets

/// Predictions as a table for people: original units, original class names.
///
/// A regression or count has one column, named like the label. A class label has one with the most
/// probable class, and behind it one `NAME=CLASS` for each class with its probability.
public struct PredictionTable: Sendable {
  /// The tasks.
  public let tasks: [PredictionTask]
  /// For each task its predictions, as `MultiTaskModel.predictions` gives them.
  public let predictions: [[Double]]

  /// Creates a table.
  public init(tasks: [PredictionTask], predictions: [[Double]]) {
    self.tasks = tasks
    self.predictions = predictions
  }

  /// The names of the columns.
  public var header: [String] {
    tasks.flatMap { task in [task.name] + task.classes.map { "\(task.name)=\($0)" } }
  }

  /// Writes the header and a record for each row.
  public func write(to writer: TableWriter, rowCount: Int) throws(DatasetError) {
    try writer.write(header)
    for row in 0..<rowCount {
      try writer.write(tasks.indices.flatMap { fields(task: $0, row: row) })
    }
  }

  private func fields(task index: Int, row: Int) -> [String] {
    let task = tasks[index]
    switch task.kind {
    case .regression, .count: return [number(predictions[index][row])]
    case .binary:
      let positive = predictions[index][row]
      return [
        task.classes[positive > 0.5 ? 1 : 0], probability(1 - positive), probability(positive),
      ]
    case .multiclass:
      let count = task.outputCount
      let probabilities = predictions[index][row * count..<(row + 1) * count]
      var best = probabilities.startIndex
      for other in probabilities.indices where probabilities[other] > probabilities[best] {
        best = other
      }
      return [task.classes[best - probabilities.startIndex]] + probabilities.map(probability)
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
