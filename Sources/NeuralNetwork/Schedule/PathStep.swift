internal import Datasets
internal import LinearAlgebra

/// What leads from the inputs x round the layers that tasks share, for all tasks together: x Kᵀ, for
/// all outputs if these are the linear paths.
struct PathStep: Sendable {
  /// K, all outputs × inputs.
  private let weight: TensorPlace
  /// For each task its columns among all outputs.
  let tasks: [Range<Int>]
  /// The columns of the inputs that are learnt: gradients go on to them.
  private let learnt: Range<Int>

  /// - Parameters:
  ///   - places: For each task the place of its weight; each follows the one before.
  ///   - learnt: The columns of the inputs that are learnt.
  init(_ places: [TensorPlace], learnt: Range<Int>) {
    tasks = places.ranges(\.rows)
    self.learnt = learnt
    weight = TensorPlace(
      offset: places[0].offset, rows: places.reduce(0) { $0 + $1.rows }, columns: places[0].columns)
  }

  /// All its columns.
  var width: Int { weight.rows }

  /// Whether gradients go on through it.
  var propagates: Bool { !learnt.isEmpty }

  /// Computes the products of some rows, or adds them to what is there.
  func forward(_ x: Matrix, into outputs: Matrix, adding: Bool, parameters: Matrix) {
    outputs.assignProduct(x.plain, parameters.tensor(weight).transposed, adding: adding)
  }

  /// Adds the gradients at the columns that are learnt: dx is (rows · copies) × these columns, dy
  /// rows × outputs. Of several copies each is one task's.
  func backwardInputs(_ dy: Matrix, addingTo dx: Matrix, copies: Int, parameters: Matrix) {
    let weight = parameters.tensor(weight).columns(learnt)
    guard copies > 1 else {
      return dx.assignProduct(dy.plain, weight.plain, adding: true)
    }
    for (task, columns) in tasks.enumerated() {
      dx.everyRow(from: task, by: copies)
        .assignProduct(dy.columns(columns).plain, weight.rows(columns).plain, adding: true)
    }
  }

  /// How many parts the gradient of K has; it depends on its size alone.
  var partCount: Int { weight.columns < 64 ? 1 : 2 }

  /// A part of the gradient of K: some of its columns.
  ///
  /// - Parameter gradient: In the order of all parameters.
  func backwardWeight(part: Int, _ x: Matrix, dy: Matrix, gradient: Matrix) {
    let columns = weight.columns * part / partCount..<weight.columns * (part + 1) / partCount
    gradient.tensor(weight).columns(columns)
      .assignProduct(dy.transposed, x.columns(columns).plain)
  }

  /// Multiplies each task's part of the gradient of K by its weight. A weight of 0 leaves no trace.
  func weigh(_ gradient: Matrix, by weights: [Double]) {
    for (columns, weight) in zip(tasks, weights) where weight != 1 {
      gradient.tensor(self.weight).rows(columns).scaleColumns(by: Float(weight))
    }
  }
}
