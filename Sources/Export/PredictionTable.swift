public import Datasets

/// Predictions as a table for people: original units, original class names.
///
/// A regression or count has one column, named like the label. A class label has one with the most
/// probable class, and behind it one `NAME=CLASS` for each class with its probability.
public struct PredictionTable: Sendable {
  /// The tasks.
  public let tasks: [PredictionTask]
  /// For each task its predictions, as `MultiTaskModel.predictions` gives them.
  public let predictions: [[Float]]

  /// Creates a table.
  public init(tasks: [PredictionTask], predictions: [[Float]]) {
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
    case .regression, .count: return ["\(predictions[index][row])"]
    case .binary:
      let positive = predictions[index][row]
      return [task.classes[positive > 0.5 ? 1 : 0], "\(1 - positive)", "\(positive)"]
    case .multiclass:
      let count = task.outputCount
      let probabilities = predictions[index][row * count..<(row + 1) * count]
      var best = probabilities.startIndex
      for other in probabilities.indices where probabilities[other] > probabilities[best] {
        best = other
      }
      return [task.classes[best - probabilities.startIndex]] + probabilities.map { "\($0)" }
    }
  }
}
