internal import Datasets

/// The layers that all tasks share: embeddings, then the hidden layers.
struct Trunk: Sendable {
  let inputWidth: Int
  let embedding: EmbeddingLayer
  private(set) var layers: [HiddenLayer] = []

  init(_ configuration: NetworkConfiguration, inputs: InputLayout, layout: inout ParameterLayout) {
    inputWidth = inputs.width
    embedding = EmbeddingLayer(shapes: inputs.embeddings, layout: &layout)
    var width = inputWidth
    for (index, outputs) in configuration.hidden.enumerated() {
      layers.append(HiddenLayer(configuration, index: index, inputs: width, layout: &layout))
      width = outputs
    }
  }

  /// The number of units that the heads read.
  var outputWidth: Int { layers.last?.width ?? inputWidth }

  /// The widest matrix of a backward pass.
  var widest: Int {
    layers.reduce(max(outputWidth, embedding.columns?.count ?? 0)) { max($0, $1.width) }
  }

  /// The weight matrix of the last shared dense layer: GradNorm's W.
  var lastWeight: ParameterSegment? { layers.last?.dense.weight }
}
