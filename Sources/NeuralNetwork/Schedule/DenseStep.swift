internal import LinearAlgebra

/// A hidden layer: a dense layer, if asked a normalisation, then the activation and dropout.
struct DenseStep: Sendable {
  /// Its place among the hidden layers; tells the masks of a network's layers apart.
  let index: Int
  let map: LinearMap

  private let bias: TensorPlace
  private let norm: (gain: TensorPlace, shift: TensorPlace)?
  private let activation: Activation
  private let dropout: Float

  private static let epsilon: Float = 1e-5

  /// - Parameters:
  ///   - places: Of the node's parameters, in their order.
  ///   - propagated: The inputs whose gradients are wanted.
  init(_ node: DenseNode, index: Int, places: [TensorPlace], propagated: Range<Int>) {
    self.index = index
    map = LinearMap(weight: places[0], propagated: propagated)
    bias = places[1]
    norm = node.layerNorm ? (gain: places[2], shift: places[3]) : nil
    activation = node.activation
    dropout = Float(node.dropout)
  }

  var width: Int { map.outputs }

  /// How many of its parameters' gradients are sums over rows: all but the weight's.
  var sumCount: Int { norm == nil ? 1 : 3 }

  /// Turns the products of the layer's weights with some rows into the outputs, and keeps what the
  /// way back needs. Dropout acts if a key is given.
  ///
  /// - Parameters:
  ///   - z: The products, rows × width; what they become is not to be read.
  ///   - firstRow: The first row's place in the batch.
  func activate(
    _ z: Matrix, keeping rows: DenseRows, parameters: Matrix, dropout key: DropoutKey?,
    firstRow: Int
  ) {
    var bias: Matrix? = parameters.tensor(bias)
    if let norm, let kept = rows.normalised {
      z.addToRows(parameters.tensor(self.bias))
      z.assignLayerNorm(
        of: z, gain: parameters.tensor(norm.gain), shift: parameters.tensor(norm.shift),
        epsilon: Self.epsilon, keeping: kept)
      bias = nil
    }
    let mask = key.flatMap {
      dropout > 0
        ? DropoutMask(probability: dropout, key: $0.key(layer: index), firstRow: firstRow) : nil
    }
    switch activation {
    case .relu:
      z.activateReLU(adding: bias, into: rows.outputs, slopes: rows.slopes, dropout: mask)
    case .gelu:
      z.activateGELU(adding: bias, into: rows.outputs, slopes: rows.slopes, dropout: mask)
    }
  }

  /// Turns the gradients of the outputs of some rows, stacked `copies` a row, into those of the
  /// products, in their place. Adds those of the bias, and the normalisation's own, to `sums`.
  func backwardToProducts(
    _ gradients: Matrix, of rows: DenseRows, parameters: Matrix, copies: Int, sums: DenseSums
  ) {
    guard let norm, let kept = rows.normalised, let ofNorm = sums.norm else {
      return gradients.applySlopes(rows.slopes, copies: copies, addingSumsTo: sums.bias)
    }
    gradients.applySlopes(rows.slopes, copies: copies)
    gradients.assignLayerNormGradient(
      of: kept, gain: parameters.tensor(norm.gain), output: gradients, copies: copies,
      gainGradient: ofNorm.gain, shiftGradient: ofNorm.shift)
    sums.bias.reshaped(rows: 1, columns: sums.bias.count)
      .addColumnSums(of: gradients.reshaped(rows: rows.slopes.rows, columns: sums.bias.count))
  }

  /// The sums in gradients of all parameters.
  func sums(in gradient: StackedGradient) -> DenseSums {
    DenseSums(
      bias: gradient.block(bias),
      norm: norm.map { (gain: gradient.block($0.gain), shift: gradient.block($0.shift)) })
  }

  /// The sums in room for them alone, of `sumCount` · copies · width numbers from a place on.
  func sums(in room: FloatBuffer, at offset: Int, copies: Int) -> DenseSums {
    func block(_ index: Int) -> Matrix {
      room.matrix(at: offset + index * copies * width, rows: copies, columns: width)
    }
    return DenseSums(bias: block(0), norm: norm == nil ? nil : (gain: block(1), shift: block(2)))
  }
}

/// Those gradients of a hidden layer that are sums over rows: copies × width each.
struct DenseSums: Sendable {
  let bias: Matrix
  /// Those of a normalisation.
  let norm: (gain: Matrix, shift: Matrix)?

  /// Makes all sums zero.
  func clear() {
    bias.clear()
    norm?.gain.clear()
    norm?.shift.clear()
  }

  /// Adds other rows' sums.
  func add(_ other: DenseSums) {
    bias.add(other.bias)
    if let norm, let others = other.norm {
      norm.gain.add(others.gain)
      norm.shift.add(others.shift)
    }
  }
}

/// What a hidden layer leaves behind of some rows on the way forward.
struct DenseRows: Sendable {
  /// rows × width: what the next layer reads.
  let outputs: Matrix
  /// rows × width: the slopes of the activation at each unit, 0 for a silenced one.
  let slopes: Matrix
  /// What a normalisation keeps.
  let normalised: NormalisedRows?

  /// The matrices of `DenseNode.kept`.
  init(_ kept: [Matrix]) {
    (outputs, slopes) = (kept[0], kept[1])
    normalised =
      kept.count > 2 ? NormalisedRows(normalised: kept[2], inverseDeviation: kept[3]) : nil
  }

  private init(outputs: Matrix, slopes: Matrix, normalised: NormalisedRows?) {
    (self.outputs, self.slopes, self.normalised) = (outputs, slopes, normalised)
  }

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> DenseRows {
    DenseRows(
      outputs: outputs.rows(range), slopes: slopes.rows(range),
      normalised: normalised.map {
        NormalisedRows(
          normalised: $0.normalised.rows(range), inverseDeviation: $0.inverseDeviation.rows(range))
      })
  }
}
