internal import Datasets

/// The steps in which a network is computed, planned from its graph: forwards in their order, and
/// back against it. A step is what nodes that read the same come to together.
struct NetworkSchedule: Sendable {
  /// The number of columns of the inputs: numbers, one-hot slots, embeddings.
  let inputWidth: Int
  let embeddings: EmbeddingStep
  /// The hidden layers that all tasks share.
  let blocks: [DenseStep]
  let branch: BranchStep
  /// For each task its layers above the branch; none where the branch gives the outputs.
  let towers: [Tower]
  /// For each task its part of the outputs.
  let heads: [Head]
  /// The products of the steps in their order: the blocks', and last the branch's.
  let maps: [LinearMap]
  /// For each block the places of its parameters.
  let places: [[TensorPlace]]
  /// For each block, and then for the layers of towers, the columns of what a batch keeps of it.
  let kept: [[Int]]
  /// Where the gradients of what each map reads are held, while they are: a room is free again when
  /// the step below has read it.
  let gradientRooms: GradientRooms

  /// - Parameter layout: Of the same graph.
  init(_ graph: NetworkGraph, _ layout: ParameterLayout) {
    var width = 0
    var embeddings = EmbeddingStep()
    var blocks: [DenseStep] = []
    var heads: [Head] = []
    var ofHead: [[TensorPlace]] = []
    var (layers, learnt) = ([[DenseStep]](), [[TensorPlace]]())
    var own: [(weight: TensorPlace, bias: TensorPlace)] = []
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
        if let task = placed.task, task == layers.count {
          layers.append([])
          learnt.append([])
        }
        let block = DenseStep(node, index: kept.count, places: ofNode, propagated: learning)
        kept.append(node.kept)
        if let task = placed.task {
          if layers[task].isEmpty { own.append((ofNode[0], ofNode[1])) }
          learnt[task] += layers[task].isEmpty ? ofNode.dropFirst() : ofNode[...]
          layers[task].append(block)
        } else {
          blocks.append(block)
          places.append(ofNode)
          learning = 0..<node.width
        }
      case .head(let node):
        let first = heads.last?.columns.upperBound ?? 0
        heads.append(
          Head(configuration: node.configuration, columns: first..<first + node.width))
        ofHead.append(ofNode)
        if layers.isEmpty { own.append((ofNode[0], ofNode[1])) }
      }
    }
    inputWidth = width
    self.embeddings = embeddings
    self.blocks = blocks
    self.heads = heads
    // The branch's product is of all columns or none: it is planned before it is known who reads
    // them.
    branch = BranchStep(
      own, addsBiases: layers.isEmpty,
      propagated: 0..<(learning.isEmpty ? 0 : own[0].weight.columns))
    towers = layers.indices.map { task in
      let (weight, bias) = (ofHead[task][0], ofHead[task][1])
      return Tower(
        layers: layers[task], head: weight, bias: bias, outputs: heads[task].columns,
        places: learnt[task] + [weight, bias])
    }
    self.places = places
    self.kept = kept
    maps = blocks.map(\.map) + [branch.map]
    gradientRooms = GradientRooms(maps)
  }

  /// One task's part of the outputs.
  struct Head: Sendable {
    let configuration: HeadConfiguration
    /// Its columns among all outputs.
    let columns: Range<Int>
  }

  /// The number of all outputs of a row.
  var outputCount: Int { heads.last?.columns.upperBound ?? 0 }

  /// The units of the widest hidden layer.
  var widestBlock: Int { blocks.reduce(0) { max($0, $1.width) } }

  /// The index of the branch among the maps, and of what it reads among what maps read.
  var top: Int { blocks.count }
}
