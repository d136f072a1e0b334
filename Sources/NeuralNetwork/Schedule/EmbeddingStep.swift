internal import Datasets
internal import LinearAlgebra

/// All embedded features of a network: their vectors are written into their columns of the inputs.
struct EmbeddingStep: Sendable {
  /// For each feature its vectors, slots × dimension, …
  private(set) var tables: [TensorPlace] = []
  /// … and the columns of the inputs that hold one of them.
  private var ofFeature: [Range<Int>] = []

  /// Adds a feature whose columns follow those of the features before it.
  mutating func add(columns: Range<Int>, table: TensorPlace) {
    ofFeature.append(columns)
    tables.append(table)
  }

  /// The columns of the inputs that hold embeddings; none without one.
  var columns: Range<Int> {
    (ofFeature.first?.lowerBound ?? 0)..<(ofFeature.last?.upperBound ?? 0)
  }

  /// inputs: rows × input width; codes: rows × features.
  func forward(_ codes: CodeMatrix, into inputs: Matrix, parameters: Matrix) {
    for (feature, columns) in ofFeature.enumerated() {
      inputs.columns(columns).gatherEmbedding(
        table: parameters.tensor(tables[feature]), codes: codes, feature: feature)
    }
  }

  /// The gradient of one feature's table, added to what is there if asked.
  ///
  /// - Parameter dx: (rows · copies) × the columns that hold embeddings.
  func backward(
    feature: Int, _ codes: CodeMatrix, dx: Matrix, gradient: StackedGradient, adding: Bool
  ) {
    let (first, place) = (columns.lowerBound, tables[feature])
    let columns = ofFeature[feature].lowerBound - first..<ofFeature[feature].upperBound - first
    let table = gradient.block(place)
    if !adding { table.clear() }
    table.reshaped(rows: gradient.copies * place.rows, columns: place.columns)
      .addEmbeddingGradient(
        of: dx.columns(columns), codes: codes, feature: feature, copies: gradient.copies)
  }
}
