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

  private func weights(of vector: Matrix) -> Matrix {
    vector.part(at: heads[0].weight.offset, rows: outputCount, columns: width)
  }

  private func biases(of vector: Matrix) -> Matrix {
    vector.part(at: heads[0].bias.offset, rows: 1, columns: outputCount)
  }

  /// representation: rows × width; outputs: rows × output count.
  func forward(_ representation: Matrix, into outputs: Matrix, parameters: Matrix) {
    outputs.assignProduct(representation.plain, weights(of: parameters).transposed)
    outputs.addToRows(biases(of: parameters))
  }

  /// The gradients of all heads' parameters from those of the outputs.
  ///
  /// The shared parameters take more room in a stacked gradient than in the vector of parameters:
  /// the heads lie that much further on.
  func backwardParameters(
    _ representation: Matrix, outputs: Matrix, gradient: StackedGradient
  ) {
    let shift = (gradient.copies - 1) * gradient.sharedCount
    gradient.values
      .part(at: heads[0].weight.offset + shift, rows: outputCount, columns: width)
      .assignProduct(outputs.transposed, representation.plain)
    gradient.values
      .part(at: heads[0].bias.offset + shift, rows: 1, columns: outputCount)
      .assignColumnSums(of: outputs)
  }

  /// The gradient of the representation from those of all outputs together: rows × width.
  func backwardInputs(_ outputs: Matrix, into dx: Matrix, parameters: Matrix) {
    dx.assignProduct(outputs.plain, weights(of: parameters).plain)
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
}
