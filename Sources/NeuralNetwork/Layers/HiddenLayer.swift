internal import LinearAlgebra

/// A hidden layer of the trunk: a dense layer, if asked a normalisation, then the activation and
/// dropout.
struct HiddenLayer: Sendable {
  let dense: DenseLayer
  let norm: LayerNormLayer?
  let activation: Activation
  /// The probability of silencing a unit in a training step. One mask serves all tasks: their
  /// gradients belong to the same network.
  let dropout: Float
  /// Tells the masks of a network's layers apart.
  let index: Int

  init(
    _ configuration: NetworkConfiguration, index: Int, inputs: Int, layout: inout ParameterLayout
  ) {
    let name = "trunk.\(index)"
    let outputs = configuration.hidden[index]
    dense = DenseLayer(name: name, inputs: inputs, outputs: outputs, layout: &layout)
    norm =
      configuration.layerNorm ? LayerNormLayer(name: name, width: outputs, layout: &layout) : nil
    activation = configuration.activation
    dropout = Float(configuration.dropout)
    self.index = index
    weights = [dense.weight]
    segments = [dense.weight, dense.bias] + (norm.map { [$0.gain, $0.shift] } ?? [])
  }

  var width: Int { dense.outputs }

  /// The layer's parameters.
  let segments: [ParameterSegment]
  /// The dense layer's weight alone.
  let weights: [ParameterSegment]

  /// Turns the products of the layer's weights with some rows into the outputs, and keeps what the way
  /// back needs. Dropout acts if a key is given.
  ///
  /// - Parameters:
  ///   - z: The products, rows × width; what they become is not to be read.
  ///   - firstRow: The first row's place in the batch.
  func activate(
    _ z: Matrix, keeping rows: HiddenRows, parameters: Matrix, dropout key: DropoutKey?,
    firstRow: Int
  ) {
    var bias: Matrix? = parameters.tensor(dense.bias)
    if let norm, let kept = rows.normalised {
      z.addToRows(parameters.tensor(dense.bias))
      norm.forward(z, parameters: parameters, keeping: kept)
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

  /// Turns the gradients of the outputs of some rows, stacked `copies` a row, into those of the dense
  /// layer's outputs, in their place. Adds those of the bias, and the normalisation's own, to `sums`.
  func backwardToDense(
    _ gradients: Matrix, of rows: HiddenRows, parameters: Matrix, copies: Int, sums: LayerSums
  ) {
    guard let norm, let kept = rows.normalised, let ofNorm = sums.norm else {
      return gradients.applySlopes(rows.slopes, copies: copies, addingSumsTo: sums.bias)
    }
    gradients.applySlopes(rows.slopes, copies: copies)
    norm.backward(
      kept, dy: gradients, parameters: parameters, copies: copies,
      gradients: (gain: ofNorm.gain, shift: ofNorm.shift))
    sums.bias.reshaped(rows: 1, columns: sums.bias.count)
      .addColumnSums(of: gradients.reshaped(rows: rows.slopes.rows, columns: sums.bias.count))
  }
}

/// A slice's part of those gradients of a hidden layer that are sums over rows: copies × width each.
struct LayerSums: Sendable {
  let bias: Matrix
  /// Those of a normalisation.
  let norm: (gain: Matrix, shift: Matrix)?

  /// Makes all sums zero.
  func clear() {
    bias.clear()
    norm?.gain.clear()
    norm?.shift.clear()
  }

  /// Adds another slice's sums.
  func add(_ other: LayerSums) {
    bias.add(other.bias)
    if let norm, let others = other.norm {
      norm.gain.add(others.gain)
      norm.shift.add(others.shift)
    }
  }
}

/// What a hidden layer leaves behind of some rows on the way forward.
struct HiddenRows: Sendable {
  /// rows × width: what the next layer reads.
  let outputs: Matrix
  /// rows × width: the slopes of the activation at each unit, 0 for a silenced one.
  let slopes: Matrix
  /// What a normalisation keeps.
  let normalised: NormalisedRows?

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> HiddenRows {
    HiddenRows(
      outputs: outputs.rows(range), slopes: slopes.rows(range),
      normalised: normalised.map {
        NormalisedRows(
          normalised: $0.normalised.rows(range), inverseDeviation: $0.inverseDeviation.rows(range))
      })
  }
}
