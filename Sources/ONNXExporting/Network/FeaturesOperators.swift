internal import NeuralNetwork

extension FeaturesNode {
  /// Numbers, indicators and one-hot slots side by side.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue? {
    let columns = context.columns.numbers + context.columns.hot
    // A table may have embedded categories alone.
    guard !columns.isEmpty else { return nil }
    return graph.apply(
      .concatenate(axis: 1), columns, name: context.tensors.prefix + placed.name)
  }
}

extension ConcatenationNode {
  /// What there is of the features, side by side.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    graph.apply(
      .concatenate(axis: 1), placed.inputs.compactMap { context.values[$0] },
      name: context.tensors.prefix + placed.name)
  }
}
