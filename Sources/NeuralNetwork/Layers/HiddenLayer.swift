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
  }

  var width: Int { dense.outputs }

  /// The layer's parameters.
  var segments: [ParameterSegment] {
    [dense.weight, dense.bias] + (norm.map { [$0.gain, $0.shift] } ?? [])
  }

  /// Computes the outputs of some rows, and keeps what the way back needs. Dropout acts if a key is
  /// given.
  ///
  /// - Parameter firstRow: The first row's place in the batch.
  func forward(
    _ x: Matrix, keeping rows: HiddenRows, parameters: Matrix, dropout key: DropoutKey?,
    firstRow: Int
  ) {
    let z = rows.slopes
    dense.multiply(x, into: z, parameters: parameters)
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
    case .relu: z.activateReLU(adding: bias, into: rows.outputs, dropout: mask)
    case .gelu: z.activateGELU(adding: bias, into: rows.outputs, dropout: mask)
    }
  }

  /// Turns the gradients of the outputs of some rows, stacked `copies` a row, into those of the dense
  /// layer's outputs, in their place. Adds the normalisation's own to `normGradients`.
  func backwardToDense(
    _ gradients: Matrix, of rows: HiddenRows, parameters: Matrix, copies: Int,
    normGradients: (gain: Matrix, shift: Matrix)?
  ) {
    gradients.applySlopes(rows.slopes, copies: copies)
    if let norm, let kept = rows.normalised, let normGradients {
      norm.backward(
        kept, dy: gradients, parameters: parameters, copies: copies, gradients: normGradients)
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
