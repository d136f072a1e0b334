public import Datasets
package import LinearAlgebra

/// The rows of one training step, gathered from a table: inputs, labels, row weights.
package final class Batch {
  /// How many rows fit.
  package let capacity: Int
  /// How many there are.
  package private(set) var rowCount = 0
  /// For each task the sum of the weights of its labelled rows; 0 where it is absent.
  package private(set) var labelledWeights: [Double]
  /// Whether each task has a labelled row.
  package private(set) var isPresent: [Bool]

  private let layout: InputLayout
  private let taskCount: Int
  private let numbers: FloatBuffer
  private let codes: CodeBuffer
  private let labels: FloatBuffer
  private let weights: FloatBuffer
  private var hasWeights = false

  /// Room for `capacity` rows.
  package init(capacity: Int, layout: InputLayout, taskCount: Int) {
    self.capacity = capacity
    self.layout = layout
    self.taskCount = taskCount
    numbers = FloatBuffer(count: capacity * layout.width)
    codes = CodeBuffer(count: capacity * layout.embeddings.count)
    labels = FloatBuffer(count: capacity * taskCount)
    weights = FloatBuffer(count: capacity)
    labelledWeights = Array(repeating: 0, count: taskCount)
    isPresent = Array(repeating: false, count: taskCount)
  }

  /// rows × input width; the columns of embeddings are filled by the forward pass.
  package var inputs: Matrix {
    numbers.matrix(rows: capacity, columns: layout.width).rows(0..<rowCount)
  }

  var embeddedCodes: CodeMatrix {
    codes.matrix(rows: capacity, columns: layout.embeddings.count).rows(0..<rowCount)
  }

  /// The labels of a task in some of the rows.
  func labels(task: Int, rows: Range<Int>) -> LabelSlice {
    LabelSlice(
      targets: labels.matrix(at: task * capacity + rows.lowerBound, rows: 1, columns: rows.count),
      rowWeights: hasWeights
        ? weights.matrix(at: rows.lowerBound, rows: 1, columns: rows.count) : nil)
  }

  /// Replaces the batch by the rows of the table that the indices name.
  package func gather(_ table: TrainingTable, at indices: ArraySlice<Int32>) {
    precondition(indices.count <= capacity, "\(indices.count) rows in a batch of \(capacity)")
    gather(table.features, at: indices)
    for task in 0..<taskCount {
      labels.matrix(at: task * capacity, rows: 1, columns: rowCount)
        .gather(table.targets[task], at: indices)
    }
    hasWeights = table.rowWeights != nil
    if let rowWeights = table.rowWeights {
      weights.matrix(rows: 1, columns: rowCount).gather(rowWeights, at: indices)
    }
    for task in 0..<taskCount {
      labelledWeights[task] = labels(task: task, rows: 0..<rowCount).labelledWeight
      isPresent[task] = labelledWeights[task] > 0
    }
  }

  /// Replaces the inputs only, as prediction needs.
  package func gather(_ features: EncodedFeatures, at indices: ArraySlice<Int32>) {
    rowCount = indices.count
    inputs.gatherInputs(
      numbers: features.numbers, numberCount: layout.numberCount, hot: features.hot,
      hotCount: layout.oneHotCount, at: indices, oneHotEnd: layout.oneHotEnd)
    if !layout.embeddings.isEmpty {
      embeddedCodes.gather(features.embedded, at: indices)
    }
  }
}

/// A table as training reads it: encoded features, and for each task one target a row in the units
/// of its head.
public struct TrainingTable: Sendable {
  /// The encoded inputs.
  public let features: EncodedFeatures
  /// For each task one number a row, NaN where the label is missing: (label − location) / scale for
  /// regression, the class index for classes, the number for counts.
  public let targets: [[Float]]
  /// One weight a row, or nil for all ones.
  public let rowWeights: [Float]?

  /// Creates a table of equal numbers of rows.
  public init(features: EncodedFeatures, targets: [[Float]], rowWeights: [Float]? = nil) {
    precondition(
      targets.allSatisfy { $0.count == features.rowCount }
        && (rowWeights.map { $0.count == features.rowCount } ?? true),
      "one target and one weight for each row")
    self.features = features
    self.targets = targets
    self.rowWeights = rowWeights
  }
}
