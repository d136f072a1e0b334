internal import LinearAlgebra
internal import RandomNumbers

/// What a sketch keeps for one hidden layer: the layer's factors, and the plans of its products.
struct SketchLayer: Sendable {
  /// The most parts that a projection is cut into, each for some columns of the layer's inputs.
  private static let mostParts = 4
  /// A product is faster where its columns are a multiple of so many.
  private static let vectorLength = 16

  /// k, or the number of units if that is less.
  let buckets: Int
  /// A random sign for each unit.
  private let signs: Matrix
  /// batch × columns: what the layer reads, then a one, for the bias is the weight of an input that
  /// is always one, then zeros. Several members have biases of their own, and there is no one.
  private let inputs: FactorMatrix
  private let inputCount: Int
  /// (batch · copies) × buckets: the projected gradients.
  private let projection: FactorMatrix
  /// The columns of the weights through which gradients go on, if they do: units × so many.
  private let weights: FactorMatrix
  private let propagated: Range<Int>
  private let parts: [Part]
  private let propagation: PlannedProduct?
  private let copies: Int
  // The views above do not keep their memory alive.
  private let memory: (FloatBuffer, FactorBuffer, FactorBuffer, FactorBuffer)

  /// Some columns of the layer's inputs.
  private struct Part: Sendable {
    let columns: Range<Int>
    let product: PlannedProduct
    let result: FloatBuffer
  }

  /// - Parameters:
  ///   - chunks: How slices' rows are cut.
  ///   - columns: k.
  ///   - hasBias: Whether all rows have one bias.
  init(
    _ dense: LinearMap, capacity: Int, lanes: Int, chunks: SketchChunks, columns: Int,
    hasBias: Bool, precision: FactorPrecision
  ) {
    let propagated = dense.propagated
    let copies = chunks.copies
    let buckets = Self.buckets(dense, columns: columns)
    let vectors = Self.vectors(dense)
    let padded = vectors * Self.vectorLength
    let signs = FloatBuffer(count: dense.outputs)
    let inputs = FactorBuffer(count: capacity * padded, precision: precision)
    let weights = FactorBuffer(count: dense.outputs * propagated.count, precision: precision)
    let projection = FactorBuffer(count: capacity * copies * buckets, precision: precision)
    memory = (signs, inputs, weights, projection)
    self.signs = signs.vector
    self.inputs = inputs.matrix(rows: capacity, columns: padded)
    self.weights = weights.matrix(rows: dense.outputs, columns: propagated.count)
    self.projection = projection.matrix(rows: capacity * copies, columns: buckets)
    inputCount = dense.inputs
    self.buckets = buckets
    self.copies = copies
    self.propagated = propagated
    let partCount = Self.partCount(dense)
    parts = (0..<partCount).map { part in
      let first = vectors * part / partCount * Self.vectorLength
      let end = vectors * (part + 1) / partCount * Self.vectorLength
      return Part(
        columns: first..<end,
        product: PlannedProduct(
          FactorShape(rows: capacity, columns: copies * buckets, transposed: true),
          FactorShape(rows: capacity, columns: end - first, stride: padded), precision: precision),
        result: FloatBuffer(count: copies * buckets * (end - first)))
    }
    propagation =
      propagated.isEmpty
      ? nil
      : PlannedProduct(
        FactorShape(rows: chunks.stackedRows, columns: dense.outputs),
        FactorShape(rows: dense.outputs, columns: propagated.count), precision: precision,
        lanes: lanes)
    guard hasBias else { return }
    let ones = FloatBuffer(Array(repeating: 1, count: capacity))
    self.inputs.columns(inputCount..<inputCount + 1).assign(ones.matrix(rows: capacity, columns: 1))
  }

  /// k, or the number of units if that is less.
  static func buckets(_ dense: LinearMap, columns: Int) -> Int { min(columns, dense.outputs) }
  /// The vectors that hold what the layer reads and a one.
  private static func vectors(_ dense: LinearMap) -> Int { dense.inputs / vectorLength + 1 }
  /// The number of parts into which the projection of a layer is cut.
  static func partCount(_ dense: LinearMap) -> Int { min(mostParts, vectors(dense)) }

  /// The bytes it takes.
  static func bytes(
    _ dense: LinearMap, capacity: Int, copies: Int, columns: Int, precision: FactorPrecision
  ) -> Double {
    let padded = Double(vectors(dense) * vectorLength)
    let projected = Double(copies) * Double(buckets(dense, columns: columns))
    let factors =
      Double(capacity) * (padded + projected)
      + Double(dense.outputs) * Double(dense.propagated.count)
    let numbers = Double(dense.outputs) + projected * padded
    return Double(precision.byteCount) * factors + Double(MemoryLayout<Float>.stride) * numbers
  }

  /// Whether gradients go on through the layer.
  var propagates: Bool { !propagated.isEmpty }
  /// The number of columns to which they go on.
  var propagatedWidth: Int { propagated.count }
  /// The number of parts into which the projection is cut.
  var partCount: Int { parts.count }

  /// Draws R afresh.
  func drawSigns(from generator: inout SeededGenerator) {
    var bits: UInt64 = 0
    for unit in 0..<signs.count {
      if unit % UInt64.bitWidth == 0 { bits = generator.next() }
      signs[0, unit] = bits & 1 == 0 ? 1 : -1
      bits >>= 1
    }
  }

  /// Takes in the weights of the step.
  func takeWeights(_ dense: LinearMap, parameters: Matrix) {
    guard propagates else { return }
    weights.assign(parameters.tensor(dense.weight).columns(propagated))
  }

  /// Takes in what the layer reads of some rows.
  func takeInputs(_ x: Matrix, rows: Range<Int>) {
    inputs.rows(rows).columns(0..<inputCount).assign(x)
  }

  /// Takes in the gradients at the layer's units (stacked rows × units) of some rows.
  ///
  /// - Parameter folded: Room for the projected ones.
  func takeGradients(_ gradients: Matrix, rows: Range<Int>, folded: Matrix) {
    folded.assignFold(of: gradients, signs: signs)
    projection.rows(rows.lowerBound * copies..<rows.upperBound * copies).assign(folded)
  }

  /// Forgets what earlier batches left in rows that this one does not have.
  func clear(rows: Range<Int>) {
    inputs.rows(rows).columns(0..<inputCount).clear()
    projection.rows(rows.lowerBound * copies..<rows.upperBound * copies).clear()
  }

  /// Multiplies the projected gradients by a part of the inputs.
  func form(part index: Int) {
    let part = parts[index]
    part.product.assign(
      projection.reshaped(rows: inputs.rows, columns: copies * buckets),
      inputs.columns(part.columns),
      to: part.result.matrix(rows: copies * buckets, columns: part.columns.count))
  }

  /// What that gave: a row for each task.
  func formed(part index: Int) -> Matrix {
    let part = parts[index]
    return part.result.matrix(rows: copies, columns: buckets * part.columns.count)
  }

  /// Carries a chunk's stacked gradients on to what the layer reads.
  func propagate(_ gradients: FactorMatrix, into dx: Matrix, lane: Int) {
    propagation?.assign(gradients, weights, to: dx, lane: lane)
  }
}
