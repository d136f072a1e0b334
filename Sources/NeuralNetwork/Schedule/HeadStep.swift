internal import LinearAlgebra

/// All heads, computed together: from what they read to the outputs of all tasks side by side.
struct HeadStep: Sendable {
  /// For each task its head's part of the outputs.
  let heads: [Head]
  /// The products of all heads' weights.
  let map: LinearMap

  private let bias: TensorPlace

  /// One task's part of the outputs.
  struct Head: Sendable {
    let configuration: HeadConfiguration
    let weight: TensorPlace
    /// The head's columns among all outputs.
    let columns: Range<Int>
  }

  /// - Parameters:
  ///   - nodes: The heads, which read the same.
  ///   - places: For each head those of its parameters, in their order.
  ///   - propagated: The columns of what they read whose gradients are wanted.
  init(_ nodes: [HeadNode], places: [[TensorPlace]], propagated: Range<Int>) {
    var column = 0
    heads = zip(nodes, places).map { node, places in
      defer { column += node.width }
      return Head(
        configuration: node.configuration, weight: places[0],
        columns: column..<column + node.width)
    }
    let (weight, bias) = (places[0][0].offset, places[0][1].offset)
    map = LinearMap(
      weight: TensorPlace(offset: weight, rows: column, columns: nodes[0].inputs),
      propagated: propagated)
    self.bias = TensorPlace(offset: bias, rows: 1, columns: column)
  }

  /// The number of all outputs of a row.
  var outputCount: Int { map.outputs }

  /// Adds the biases to the products of the heads' weights: rows × output count.
  func addBiases(to outputs: Matrix, parameters: Matrix) {
    outputs.addToRows(parameters.tensor(bias))
  }

  /// The gradients of all heads' biases only, in a vector of all parameters.
  func sumBiases(_ outputs: Matrix, gradient: Matrix) {
    let sums = gradient.tensor(bias)
    sums.clear()
    sums.addColumnSums(of: outputs)
  }

  /// The gradients of what the heads read for each task apart: (rows · tasks) × width, row
  /// b · tasks + i for task i.
  func backwardInputsPerTask(_ outputs: Matrix, into dx: Matrix, parameters: Matrix) {
    let width = map.inputs
    let wide = dx.reshaped(rows: outputs.rows, columns: heads.count * width)
    for (task, head) in heads.enumerated() {
      wide.columns(task * width..<(task + 1) * width)
        .assignProduct(outputs.columns(head.columns).plain, parameters.tensor(head.weight).plain)
    }
  }

  /// The inner products of the tasks' gradients at what the heads read, over all rows and units.
  ///
  /// Task i's gradient at row b is Σ s_bo v_o over its outputs o, with slopes s and head weights v;
  /// so the product with task j's is Σ (SᵀS)_op (VVᵀ)_op over the outputs o of i and p of j, and no
  /// gradient need be formed.
  func writeProducts(slopes: Matrix, parameters: Matrix, to gramian: inout Gramian) {
    let ofSlopes = GramianParts(partCount: 1, count: outputCount)
    let ofWeights = GramianParts(partCount: 1, count: outputCount)
    ofSlopes.add(columns: slopes, to: 0)
    ofWeights.add(rows: parameters.tensor(map.weight), to: 0)
    var (s, v) = (Gramian(count: outputCount), Gramian(count: outputCount))
    ofSlopes.sum(into: &s)
    ofWeights.sum(into: &v)
    for (i, first) in heads.enumerated() {
      for (j, second) in heads.enumerated() {
        var sum = 0.0
        for o in first.columns {
          for p in second.columns { sum += s[o, p] * v[o, p] }
        }
        gramian[i, j] = sum
      }
    }
  }
}
