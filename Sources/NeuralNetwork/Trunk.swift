internal import Datasets
internal import LinearAlgebra

/// One layer of the trunk.
enum TrunkLayer: Sendable {
  case dense(DenseLayer)
  case layerNorm(LayerNormLayer)
  case activation(ActivationLayer)
  case dropout(DropoutLayer)

  /// The number of outputs of a row.
  var width: Int {
    switch self {
    case .dense(let layer): layer.outputs
    case .layerNorm(let layer): layer.width
    case .activation(let layer): layer.width
    case .dropout(let layer): layer.width
    }
  }
}

/// The layers that all tasks share: embeddings, then for each hidden width a dense layer, if asked
/// a normalisation, the activation and dropout.
struct Trunk: Sendable {
  let inputWidth: Int
  let embedding: EmbeddingLayer
  private(set) var layers: [TrunkLayer] = []

  init(_ configuration: NetworkConfiguration, inputs: InputLayout, layout: inout ParameterLayout) {
    inputWidth = inputs.width
    embedding = EmbeddingLayer(shapes: inputs.embeddings, layout: &layout)
    var width = inputWidth
    for (index, outputs) in configuration.hidden.enumerated() {
      let name = "trunk.\(index)"
      layers.append(
        .dense(DenseLayer(name: name, inputs: width, outputs: outputs, layout: &layout)))
      if configuration.layerNorm {
        layers.append(
          .layerNorm(LayerNormLayer(name: name, width: outputs, layout: &layout)))
      }
      layers.append(
        .activation(ActivationLayer(function: configuration.activation, width: outputs)))
      if configuration.dropout > 0 {
        layers.append(
          .dropout(
            DropoutLayer(
              probability: Float(configuration.dropout), width: outputs, index: index)))
      }
      width = outputs
    }
  }

  /// The number of units that the heads read.
  var outputWidth: Int { layers.last?.width ?? inputWidth }

  /// The widest matrix of a backward pass.
  var widest: Int {
    layers.reduce(max(outputWidth, embedding.columns?.count ?? 0)) { max($0, $1.width) }
  }

  /// The position among `layers` of the last dense one.
  var lastDense: Int? {
    layers.lastIndex { if case .dense = $0 { true } else { false } }
  }

  /// The weight matrix of the last shared dense layer: GradNorm's W.
  var lastWeight: ParameterSegment? {
    guard let lastDense, case .dense(let layer) = layers[lastDense] else { return nil }
    return layer.weight
  }

  /// Computes the representation of a slice's rows. Dropout acts if a key is given.
  func forward(_ slice: TrunkSlice, parameters: Matrix, dropout: DropoutKey?) -> Matrix {
    embedding.forward(slice.codes, into: slice.inputs, parameters: parameters)
    slice.dropsOut = dropout != nil
    var x = slice.inputs
    for (index, layer) in layers.enumerated() {
      slice.layerInputs[index] = x
      let y = slice.output(of: index)
      switch layer {
      case .dense(let dense):
        dense.forward(x, into: y, parameters: parameters)
      case .layerNorm(let norm):
        norm.forward(x, into: y, parameters: parameters, keeping: slice.normalisedRows(of: index))
      case .activation(let activation):
        activation.forward(x, into: y)
      case .dropout(let layer):
        // Not a training step: the layer passes its input on.
        guard let dropout else { continue }
        layer.forward(
          x, into: y, mask: slice.kept(of: index), step: dropout, firstRow: slice.firstRow)
      }
      x = y
    }
    return x
  }

  /// Computes the gradients of the shared parameters from those of the representation, which are in
  /// `slice.gradient(width: outputWidth)`: for each of the gradient's copies a row behind another.
  ///
  /// - Parameter lowest: The layer to stop at; 0 goes down to the embeddings.
  func backward(
    _ slice: TrunkSlice, parameters: Matrix, gradient: StackedGradient, downTo lowest: Int = 0
  ) {
    for index in layers.indices.reversed() where index >= lowest {
      let layer = layers[index]
      let x = slice.layerInputs[index]
      let dy = slice.gradient(width: layer.width, copies: gradient.copies)
      switch layer {
      case .dense(let dense):
        dense.backwardParameters(x, dy: dy, gradient: gradient)
        guard index > lowest, index > 0 else { break }
        slice.writeGradient(width: dense.inputs, copies: gradient.copies) { dx in
          dense.backwardInputs(
            columns: 0..<dense.inputs, dy: dy, into: dx, parameters: parameters)
        }
      case .layerNorm(let norm):
        slice.writeGradient(width: norm.width, copies: gradient.copies) { dx in
          norm.backward(
            slice.normalisedRows(of: index), dy: dy, into: dx, parameters: parameters,
            gradient: gradient)
        }
      case .activation(let activation):
        slice.writeGradient(width: activation.width, copies: gradient.copies) { dx in
          activation.backward(x, dy: dy, into: dx, copies: gradient.copies)
        }
      case .dropout(let dropout):
        guard slice.dropsOut else { break }
        slice.writeGradient(width: dropout.width, copies: gradient.copies) { dx in
          dropout.backward(slice.kept(of: index), dy: dy, into: dx, copies: gradient.copies)
        }
      }
    }
    if lowest == 0 { backwardEmbedding(slice, parameters: parameters, gradient: gradient) }
  }

  /// The embeddings' gradients: through the first dense layer, for their columns of the
  /// inputs only.
  private func backwardEmbedding(
    _ slice: TrunkSlice, parameters: Matrix, gradient: StackedGradient
  ) {
    guard let columns = embedding.columns else { return }
    if case .dense(let first) = layers.first {
      let dy = slice.gradient(width: first.outputs, copies: gradient.copies)
      slice.writeGradient(width: columns.count, copies: gradient.copies) { dx in
        first.backwardInputs(columns: columns, dy: dy, into: dx, parameters: parameters)
      }
      let dx = slice.gradient(width: columns.count, copies: gradient.copies)
      embedding.backward(slice.codes, dx: dx, gradient: gradient)
    } else {
      let dx = slice.gradient(width: inputWidth, copies: gradient.copies).columns(columns)
      embedding.backward(slice.codes, dx: dx, gradient: gradient)
    }
  }
}
