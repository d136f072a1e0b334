public import Datasets
package import LinearAlgebra
internal import Losses

/// The rows of one training step, gathered from a table: inputs, labels, row weights.
///
/// Gathering has four steps, the second of which threads may share: `begin` says which rows are
/// wanted, `gather` copies some of them, `countLabels` counts the labels, and `settle` says how many
/// the whole batch has, of which these rows may be a shard.
package final class Batch {
  /// How many rows fit.
  package let capacity: Int
  /// How many there are.
  package private(set) var rowCount = 0
  /// For each label the sum of the weights of its labelled rows, in the whole batch.
  package private(set) var labelWeights: [Double]
  /// For each label what the sum of its weighted losses is divided by in its task's loss.
  private(set) var divisors: [Double]
  /// For each task the sum of its labels' weights; 0 where it is absent.
  package private(set) var labelledWeights: [Double]
  /// Whether each task has a labelled cell.
  package private(set) var isPresent: [Bool]
  /// The rows of the table that the batch holds, or will when it is gathered.
  private(set) var indices: ArraySlice<Int32> = []

  private let layout: InputLayout
  private let heads: [NetworkSchedule.Head]
  private let rooms: Int
  private let numbers: FloatBuffer
  private let codes: CodeBuffer
  private let positions: FloatBuffer
  private let labels: FloatBuffer
  private let weights: FloatBuffer
  /// Room for weights of each label, from the first table on that has any.
  private var ownWeights: FloatBuffer?
  private var features: EncodedFeatures?
  private var table: TrainingTable?
  private var hasWeights = false

  /// Room for `capacity` rows.
  ///
  /// - Parameter rooms: The rows of memory: some may be computed that no batch fills.
  init(capacity: Int, rooms: Int, layout: InputLayout, heads: [NetworkSchedule.Head]) {
    precondition(rooms >= capacity, "a batch of \(capacity) rows in \(rooms)")
    self.capacity = capacity
    self.layout = layout
    self.heads = heads
    let labelCount = heads.last?.labels.upperBound ?? 0
    self.rooms = rooms
    numbers = FloatBuffer(count: rooms * layout.width)
    codes = CodeBuffer(count: capacity * layout.embeddings.count)
    positions = FloatBuffer(count: capacity * layout.splines.count)
    labels = FloatBuffer(count: capacity * labelCount)
    weights = FloatBuffer(count: capacity)
    labelWeights = Array(repeating: 0, count: labelCount)
    divisors = labelWeights
    labelledWeights = Array(repeating: 0, count: heads.count)
    isPresent = Array(repeating: false, count: heads.count)
  }

  /// The bytes it takes.
  static func bytes(capacity: Int, rooms: Int, layout: InputLayout, labelCount: Int) -> Double {
    let perRow =
      Double(layout.embeddings.count) + Double(layout.splines.count) + Double(labelCount) + 1
    return Double(MemoryLayout<Float>.stride)
      * (Double(rooms) * Double(layout.width) + Double(capacity) * perRow)
  }

  /// rows × input width; the columns of embeddings are filled by the forward pass.
  package var inputs: Matrix { inputRoom.rows(0..<rowCount) }

  /// The inputs with the memory of rows that the batch does not have.
  var inputRoom: Matrix { numbers.matrix(rows: rooms, columns: layout.width) }

  /// What embeddings read of the rows.
  var embedded: EmbeddedRows {
    EmbeddedRows(
      inputs: inputs,
      codes: codes.matrix(rows: capacity, columns: layout.embeddings.count).rows(0..<rowCount),
      positions: positions.matrix(rows: capacity, columns: layout.splines.count)
        .rows(0..<rowCount))
  }

  /// The labels of one column in some of the rows.
  func labels(_ index: Int, rows: Range<Int>) -> LabelSlice {
    LabelSlice(
      targets: labels.matrix(at: index * capacity + rows.lowerBound, rows: 1, columns: rows.count),
      rowWeights: weights(index, rows: rows))
  }

  /// What the cells of a label count for in some of the rows; nil where each counts 1.
  private func weights(_ index: Int, rows: Range<Int>) -> Matrix? {
    if let ownWeights, let table, table.weights.ownInLoss(of: index) != nil {
      return ownWeights.matrix(
        at: index * capacity + rows.lowerBound, rows: 1, columns: rows.count)
    }
    return hasWeights ? weights.matrix(at: rows.lowerBound, rows: 1, columns: rows.count) : nil
  }

  /// Says which rows of a table the batch is to hold.
  func begin(_ table: TrainingTable, at indices: ArraySlice<Int32>) {
    begin(table.features, at: indices)
    self.table = table
    hasWeights = table.weights.rows != nil
    if table.weights.hasOwnInLoss, ownWeights == nil {
      ownWeights = FloatBuffer(count: capacity * labelWeights.count)
    }
  }

  /// Says which rows the batch is to hold, of inputs only, as prediction needs.
  func begin(_ features: EncodedFeatures, at indices: ArraySlice<Int32>) {
    precondition(indices.count <= capacity, "\(indices.count) rows in a batch of \(capacity)")
    self.features = features
    self.indices = indices
    table = nil
    rowCount = indices.count
  }

  /// Lets go of the table.
  func releaseTable() { (features, table) = (nil, nil) }

  /// Copies some of the rows that the batch is to hold.
  func gather(_ rows: Range<Int>) {
    guard let features, !rows.isEmpty else { return }
    let first = indices.startIndex
    let indices = indices[first + rows.lowerBound..<first + rows.upperBound]
    inputs.rows(rows).gatherInputs(
      numbers: features.numbers, numberCount: layout.numberCount, hot: features.hot,
      hotCount: layout.oneHotCount, at: indices, oneHotEnd: layout.oneHotEnd)
    if !layout.embeddings.isEmpty {
      embedded.codes.rows(rows).gather(features.embedded, at: indices)
    }
    if !layout.splines.isEmpty {
      embedded.positions.rows(rows).gatherRows(features.positions, at: indices)
    }
    guard let table else { return }
    for index in labelWeights.indices {
      labels.matrix(at: index * capacity + rows.lowerBound, rows: 1, columns: rows.count)
        .gather(table.targets[index], at: indices)
    }
    if let rowWeights = table.weights.rows {
      weights.matrix(at: rows.lowerBound, rows: 1, columns: rows.count)
        .gather(rowWeights, at: indices)
    }
    guard let ownWeights, table.weights.hasOwnInLoss else { return }
    for index in labelWeights.indices {
      guard let own = table.weights.ownInLoss(of: index) else { continue }
      ownWeights.matrix(at: index * capacity + rows.lowerBound, rows: 1, columns: rows.count)
        .gather(own, at: indices)
    }
  }

  /// Counts the labels of the rows that were copied, as if they were the whole batch.
  func countLabels() {
    guard table != nil else { return }
    for index in labelWeights.indices {
      labelWeights[index] = labels(index, rows: 0..<rowCount).labelledWeight
    }
  }

  /// Takes the labels of the whole batch: for each the sum of the weights of its labelled rows, and
  /// perhaps other numbers behind them.
  func settle(_ totals: [Double]) {
    for index in labelWeights.indices { labelWeights[index] = totals[index] }
    settle()
  }

  /// Takes what was counted for the whole batch.
  func settle() {
    guard table != nil else { return }
    for (task, head) in heads.enumerated() {
      var total = 0.0
      for index in head.labels { total += labelWeights[index] }
      for index in head.labels {
        divisors[index] = head.reduction.divisor(of: labelWeights[index], total: total)
      }
      labelledWeights[task] = total
      isPresent[task] = total > 0
    }
  }
}

/// A table as training reads it: encoded features, and for each label one target a row in the units
/// of its outputs.
public struct TrainingTable: Sendable {
  /// The encoded inputs.
  public let features: EncodedFeatures
  /// For each label one number a row, NaN where the label is missing: (label − location) / scale
  /// for regression, the class index for classes, the number for counts.
  public let targets: [[Float]]
  /// What the cells of labels count for.
  public let weights: CellWeights

  /// Creates a table of equal numbers of rows.
  public init(features: EncodedFeatures, targets: [[Float]], weights: CellWeights) {
    precondition(
      targets.allSatisfy { $0.count == features.rowCount }
        && weights.fits(rows: features.rowCount, labels: targets.count),
      "one target and one weight for each row")
    self.features = features
    self.targets = targets
    self.weights = weights
  }

  /// Creates a table whose labels' cells count for what their rows do: one weight a row, or nil for
  /// all ones.
  public init(features: EncodedFeatures, targets: [[Float]], rowWeights: [Float]? = nil) {
    self.init(features: features, targets: targets, weights: CellWeights(rows: rowWeights))
  }
}
