internal import Datasets
internal import LinearAlgebra

/// All heads: one dense layer a task from the representation to its outputs, computed together.
struct HeadGroup: Sendable {
  let heads: [Head]
  /// The units the heads read.
  let width: Int
  /// All outputs of a row.
  let outputCount: Int

  init(_ configurations: [HeadConfiguration], width: Int, layout: inout ParameterLayout) {
    // All weights, then all biases: each kind is one matrix.
    let weights = configurations.map {
      layout.add(
        "head.\($0.task.name).weight", shape: [$0.task.outputCount, width], decays: true)
    }
    let biases = configurations.map {
      layout.add("head.\($0.task.name).bias", shape: [$0.task.outputCount], decays: false)
    }
    var column = 0
    heads = configurations.indices.map { index in
      let outputs = configurations[index].task.outputCount
      defer { column += outputs }
      return Head(
        configuration: configurations[index], weight: weights[index], bias: biases[index],
        columns: column..<column + outputs)
    }
    self.width = width
    outputCount = column
  }

  func weights(of vector: Matrix) -> Matrix {
    vector.part(at: heads[0].weight.offset, rows: outputCount, columns: width)
  }

  private func biases(of vector: Matrix) -> Matrix {
    vector.part(at: heads[0].bias.offset, rows: 1, columns: outputCount)
  }

  /// Adds the biases to the products of the heads' weights: rows × output count.
  func addBiases(to outputs: Matrix, parameters: Matrix) {
    outputs.addToRows(biases(of: parameters))
  }

  /// The gradients of all heads' parameters from those of the outputs, in a vector of all parameters.
  func backwardParameters(_ representation: Matrix, outputs: Matrix, gradient: Matrix) {
    weights(of: gradient).assignProduct(outputs.transposed, representation.plain)
    sumBiases(outputs, gradient: gradient)
  }

  /// The gradients of all heads' biases only.
  func sumBiases(_ outputs: Matrix, gradient: Matrix) {
    let sums = biases(of: gradient)
    sums.clear()
    sums.addColumnSums(of: outputs)
  }

  /// The gradients of the representation for each task apart: (rows · tasks) × width, row
  /// b · tasks + i for task i.
  func backwardInputsPerTask(_ outputs: Matrix, into dx: Matrix, parameters: Matrix) {
    let wide = dx.reshaped(rows: outputs.rows, columns: heads.count * width)
    for (task, head) in heads.enumerated() {
      wide.columns(task * width..<(task + 1) * width)
        .assignProduct(outputs.columns(head.columns).plain, parameters.tensor(head.weight).plain)
    }
  }

  /// The inner products of the tasks' gradients at the representation, over all rows and units.
  ///
  /// Task i's gradient at row b is Σ s_bo v_o over its outputs o, with slopes s and head weights v;
  /// so the product with task j's is Σ (SᵀS)_op (VVᵀ)_op over the outputs o of i and p of j, and no
  /// gradient need be formed.
  func writeProducts(slopes: Matrix, parameters: Matrix, to gramian: inout Gramian) {
    let ofSlopes = GramianParts(partCount: 1, count: outputCount)
    let ofWeights = GramianParts(partCount: 1, count: outputCount)
    ofSlopes.add(columns: slopes, to: 0)
    ofWeights.add(rows: weights(of: parameters), to: 0)
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
