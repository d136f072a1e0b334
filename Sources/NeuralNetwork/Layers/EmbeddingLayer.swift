internal import Datasets
internal import LinearAlgebra

/// Learnt vectors for the categories of the embedded features, written into their columns of the
/// inputs.
struct EmbeddingLayer: Sendable {
  let shapes: [InputLayout.EmbeddingShape]
  let tables: [ParameterSegment]

  init(shapes: [InputLayout.EmbeddingShape], layout: inout ParameterLayout) {
    self.shapes = shapes
    tables = shapes.map {
      layout.add(
        "embedding.\($0.name).weight", shape: [$0.slots, $0.dimension], decays: false)
    }
  }

  /// The columns of the inputs that hold embeddings.
  var columns: Range<Int>? {
    guard let first = shapes.first, let last = shapes.last else { return nil }
    return first.column..<last.column + last.dimension
  }

  /// inputs: rows × input width; codes: rows × features.
  func forward(_ codes: CodeMatrix, into inputs: Matrix, parameters: Matrix) {
    for (feature, shape) in shapes.enumerated() {
      inputs.columns(shape.column..<shape.column + shape.dimension)
        .gatherEmbedding(
          table: parameters.tensor(tables[feature]), codes: codes, feature: feature)
    }
  }

  /// The gradient of one feature's table, added to what is there if asked.
  ///
  /// - Parameter dx: (rows · copies) × the columns that hold embeddings.
  func backward(
    feature: Int, _ codes: CodeMatrix, dx: Matrix, gradient: StackedGradient, adding: Bool
  ) {
    guard let first = columns?.lowerBound else { return }
    let shape = shapes[feature]
    let start = shape.column - first
    let table = gradient.block(tables[feature])
    if !adding { table.clear() }
    table.reshaped(rows: gradient.copies * shape.slots, columns: shape.dimension)
      .addEmbeddingGradient(
        of: dx.columns(start..<start + shape.dimension), codes: codes, feature: feature,
        copies: gradient.copies)
  }
}
