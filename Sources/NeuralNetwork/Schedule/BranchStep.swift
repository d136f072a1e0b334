internal import LinearAlgebra

/// Where the network branches into its tasks: the first product of each task's own, all computed
/// together from what they read. Without towers these are the heads.
struct BranchStep: Sendable {
  /// For each task its part of the products.
  let branches: [Branch]
  /// The products of all weights.
  let map: LinearMap

  /// The heads' biases; nil where layers follow, which add their own.
  private let bias: TensorPlace?

  /// One task's part.
  struct Branch: Sendable {
    let weight: TensorPlace
    /// Its columns among all products.
    let columns: Range<Int>
  }

  /// - Parameters:
  ///   - places: For each task the places of its weight and bias.
  ///   - addsBiases: Whether the products are the outputs.
  ///   - propagated: The columns of what is read whose gradients are wanted.
  init(
    _ places: [(weight: TensorPlace, bias: TensorPlace)], addsBiases: Bool, propagated: Range<Int>
  ) {
    var column = 0
    branches = places.map { weight, _ in
      defer { column += weight.rows }
      return Branch(weight: weight, columns: column..<column + weight.rows)
    }
    let first = places[0]
    map = LinearMap(
      weight: TensorPlace(offset: first.weight.offset, rows: column, columns: first.weight.columns),
      propagated: propagated)
    bias = addsBiases ? TensorPlace(offset: first.bias.offset, rows: 1, columns: column) : nil
  }

  /// The number of all products of a row.
  var width: Int { map.outputs }

  /// Adds the biases to the products: rows × width.
  func addBiases(to products: Matrix, parameters: Matrix) {
    if let bias { products.addToRows(parameters.tensor(bias)) }
  }

  /// The gradients of the biases only, in a vector of all parameters.
  func sumBiases(_ outputs: Matrix, gradient: Matrix) {
    guard let bias else { return }
    let sums = gradient.tensor(bias)
    sums.clear()
    sums.addColumnSums(of: outputs)
  }

  /// The gradients of what is read for each task apart: (rows · tasks) × width, row
  /// b · tasks + i for task i.
  func backwardInputsPerTask(_ outputs: Matrix, into dx: Matrix, parameters: Matrix) {
    let width = map.inputs
    let wide = dx.reshaped(rows: outputs.rows, columns: branches.count * width)
    for (task, branch) in branches.enumerated() {
      wide.columns(task * width..<(task + 1) * width)
        .assignProduct(
          outputs.columns(branch.columns).plain, parameters.tensor(branch.weight).plain)
    }
  }

  /// The inner products of the tasks' gradients at what is read, over all rows and units.
  ///
  /// Task i's gradient at row b is Σ s_bo v_o over its products o, with slopes s and weights v; so
  /// the product with task j's is Σ (SᵀS)_op (VVᵀ)_op over the products o of i and p of j, and no
  /// gradient need be formed.
  func writeProducts(slopes: Matrix, parameters: Matrix, to gramian: inout Gramian) {
    let ofSlopes = GramianParts(partCount: 1, count: width)
    let ofWeights = GramianParts(partCount: 1, count: width)
    ofSlopes.add(columns: slopes, to: 0)
    ofWeights.add(rows: parameters.tensor(map.weight), to: 0)
    var (s, v) = (Gramian(count: width), Gramian(count: width))
    ofSlopes.sum(into: &s)
    ofWeights.sum(into: &v)
    for (i, first) in branches.enumerated() {
      for (j, second) in branches.enumerated() {
        var sum = 0.0
        for o in first.columns {
          for p in second.columns { sum += s[o, p] * v[o, p] }
        }
        gramian[i, j] = sum
      }
    }
  }
}
