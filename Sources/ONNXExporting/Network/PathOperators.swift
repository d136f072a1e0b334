internal import NeuralNetwork

extension PathNode {
  /// Products with the network's inputs.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let weight = context.tensors.transposed(
      "\(placed.name).weight", outputs: width, inputs: inputs, in: &graph)
    return graph.apply(
      .matrixProduct, context.value(placed.inputs[0]), weight,
      name: context.tensors.prefix + placed.name)
  }
}
