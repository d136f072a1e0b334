internal import NeuralNetwork

extension EmbeddingNode {
  /// The vector of the slot.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let name = context.tensors.prefix + placed.name
    // Embeddings stand in the order of the features, behind the node of the others.
    let number = context.nodes.prefix(context.values.count).count { $0.node.isEmbedding }
    let vectors = context.tensors.constant(
      "\(placed.name).weight", shape: [slots, dimension], in: &graph)
    let rows = graph.apply(
      .gather(axis: 0), vectors, context.columns.embedded[number], name: "\(name).rows")
    return graph.apply(.reshape, rows, graph.shape([-1, dimension]), name: name)
  }
}

extension NetworkGraph.Node {
  fileprivate var isEmbedding: Bool { if case .embedding = self { true } else { false } }
}
