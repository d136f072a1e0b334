internal import NeuralNetwork

extension GateNode {
  /// Σₑ gₑ fₑ, of the softmax g of products with the network's inputs, and the experts' outputs f.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let tensors = context.tensors
    let weight = tensors.transposed(
      "\(placed.name).weight", outputs: experts, inputs: inputs, in: &graph)
    var steps = Arithmetic(taking: &graph, type: .float, prefix: tensors.prefix + placed.name)
    let shares = steps.softmax(steps.product(context.value(placed.inputs[0]), weight))
    var mixed = context.value(placed.inputs[1])
    // Behind the experts of all tasks is the task's own, if tasks have some.
    let owns = placed.inputs.dropFirst(2).filter { context.nodes[$0].task == placed.task }
    if let own = owns.first { mixed = steps.concatenate([mixed, context.value(own)]) }
    let parts = steps.reshape(mixed, [-1, experts, width])
    let sum = steps.product(steps.reshape(shares, [-1, 1, experts]), parts)
    let result = steps.reshape(sum, [-1, width])
    graph = steps.graph
    return result
  }
}
