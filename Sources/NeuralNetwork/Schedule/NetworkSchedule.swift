internal import Datasets

/// The steps in which a network is computed, planned from its graph: forwards in their order, and back
/// against it. A step is what nodes that read the same come to together.
struct NetworkSchedule: Sendable {
  /// The number of columns of the inputs: numbers, one-hot slots, embeddings.
  let inputWidth: Int
  let embeddings: EmbeddingStep
  let blocks: [DenseStep]
  let heads: HeadStep
  /// The products of the steps in their order: the blocks', and last the heads'.
  let maps: [LinearMap]
  /// For each block the places of its parameters.
  let places: [[TensorPlace]]
  /// For each block the columns of what a batch keeps of it.
  let kept: [[Int]]
  /// Where the gradients of what each map reads are held, while they are: a room is free again when the
  /// step below has read it.
  let gradientRooms: GradientRooms

  /// - Parameter layout: Of the same graph.
  init(_ graph: NetworkGraph, _ layout: ParameterLayout) {
    var width = 0
    var embeddings = EmbeddingStep()
    var blocks: [DenseStep] = []
    var heads: [(HeadNode, [TensorPlace])] = []
    var places: [[TensorPlace]] = []
    var kept: [[Int]] = []
    // The columns of what the next step reads below which something learns.
    var learning = 0..<0
    for (placed, segments) in zip(graph.nodes, layout.ofNode) {
      let ofNode = segments.map(\.place)
      switch placed.node {
      case .features(let node): width = node.width
      case .embedding(let node):
        embeddings.add(columns: width..<width + node.width, table: ofNode[0])
        width += node.width
      case .concatenation: learning = embeddings.columns
      case .dense(let node):
        blocks.append(
          DenseStep(node, index: blocks.count, places: ofNode, propagated: learning))
        places.append(ofNode)
        kept.append(node.kept)
        learning = 0..<node.width
      case .head(let node): heads.append((node, ofNode))
      }
    }
    inputWidth = width
    self.embeddings = embeddings
    self.blocks = blocks
    // The heads' product is of all columns or none: it is planned before it is known who reads them.
    let top = heads[0].0.inputs
    self.heads = HeadStep(
      heads.map(\.0), places: heads.map(\.1), propagated: learning.isEmpty ? 0..<0 : 0..<top)
    self.places = places
    self.kept = kept
    maps = blocks.map(\.map) + [self.heads.map]
    gradientRooms = GradientRooms(maps)
  }

  /// The units of the widest hidden layer.
  var widestBlock: Int { blocks.reduce(0) { max($0, $1.width) } }

  /// The index of the heads among the maps, and of what they read among what maps read.
  var top: Int { blocks.count }
}
