internal import Datasets
internal import LinearAlgebra

/// All columns of the inputs that are learnt: embedded categories and numbers, feature by feature.
struct EmbeddingStep: Sendable {
  /// The tensors of all of them, in the order of the parameters.
  private(set) var tables: [TensorPlace] = []
  private var parts: [Part] = []

  /// One feature's columns.
  private struct Part: Sendable {
    let columns: Range<Int>
    let kind: Kind
  }

  private enum Kind: Sendable {
    /// One of the features whose codes are gathered.
    case categories(feature: Int, table: TensorPlace)
    case spline(SplineStep)
    case waves(WaveStep)
  }

  /// How many parts the way back through it has.
  var partCount: Int { parts.count }

  /// The columns of the inputs that are learnt; none without one.
  var columns: Range<Int> {
    (parts.first?.columns.lowerBound ?? 0)..<(parts.last?.columns.upperBound ?? 0)
  }

  /// Adds a node whose columns follow those of the nodes before it, of the kinds that embed.
  ///
  /// - Parameter places: Of its parameters.
  mutating func add(_ node: NetworkGraph.Node, columns: Range<Int>, places: [TensorPlace]) {
    let kind: Kind
    switch node {
    case .embedding:
      kind = .categories(feature: parts.count, table: places[0])
    case .spline(let node):
      kind = .spline(SplineStep(node, position: splineCount, places: places))
      splineCount += 1
    case .waves(let node):
      kind = .waves(WaveStep(node, places: places))
    case .features, .concatenation, .adapter, .dense, .path, .gate, .head:
      preconditionFailure("a node that embeds nothing")
    }
    parts.append(Part(columns: columns, kind: kind))
    tables += places
  }

  private var splineCount = 0

  /// Fills the columns of some rows.
  func forward(_ rows: EmbeddedRows, parameters: Matrix) {
    for part in parts {
      let columns = rows.inputs.columns(part.columns)
      switch part.kind {
      case .categories(let feature, let table):
        columns.gatherEmbedding(
          table: parameters.tensor(table), codes: rows.codes, feature: feature)
      case .spline(let spline): spline.forward(rows, into: columns, parameters: parameters)
      case .waves(let waves): waves.forward(rows, into: columns, parameters: parameters)
      }
    }
  }

  /// The gradients of one part's tensors, added to what is there if asked.
  ///
  /// - Parameter dx: (rows · copies) × the columns that are learnt.
  func backward(
    part index: Int, _ rows: EmbeddedRows, dx: Matrix, parameters: Matrix,
    gradient: StackedGradient, adding: Bool
  ) {
    let (part, first) = (parts[index], columns.lowerBound)
    let dy = dx.columns(part.columns.lowerBound - first..<part.columns.upperBound - first)
    switch part.kind {
    case .categories(let feature, let place):
      let table = gradient.block(place)
      if !adding { table.clear() }
      table.reshaped(rows: gradient.copies * place.rows, columns: place.columns)
        .addEmbeddingGradient(
          of: dy, codes: rows.codes, feature: feature, copies: gradient.copies)
    case .spline(let spline):
      spline.backward(rows, dy: dy, gradient: gradient, adding: adding)
    case .waves(let waves):
      waves.backward(rows, dy: dy, parameters: parameters, gradient: gradient, adding: adding)
    }
  }
}

/// What embeddings read of some rows of a batch.
struct EmbeddedRows: Sendable {
  /// rows × input width.
  let inputs: Matrix
  /// rows × embedded categories.
  let codes: CodeMatrix
  /// rows × splines.
  let positions: Matrix

  /// A column of the inputs.
  func numbers(_ column: Int) -> Matrix { inputs.columns(column..<column + 1) }

  /// The positions of one spline's numbers.
  func positions(_ spline: Int) -> Matrix { positions.columns(spline..<spline + 1) }

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> EmbeddedRows {
    EmbeddedRows(
      inputs: inputs.rows(range), codes: codes.rows(range), positions: positions.rows(range))
  }
}
