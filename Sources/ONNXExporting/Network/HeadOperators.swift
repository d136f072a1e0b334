internal import NeuralNetwork

extension HeadNode {
  /// Products with the weights and a bias, each member's its own, and what the linear path adds.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let tensors = context.tensors
    // Row o · members + m of the weights is member m's for output o.
    let weights = tensors.values("\(placed.name).weight")
    let biases = tensors.values("\(placed.name).bias")
    let ofMembers = (0..<members).flatMap { member in
      (0..<inputs).flatMap { input in
        (0..<width).map { weights[($0 * members + member) * inputs + input] }
      }
    }
    let biasesOfMembers = (0..<members).flatMap { member in
      (0..<width).map { biases[$0 * members + member] }
    }
    let name = tensors.prefix + placed.name
    let weight = graph.constant(
      .floats(ofMembers), shape: members > 1 ? [members, inputs, width] : [inputs, width],
      name: "\(name).weight")
    let bias = graph.constant(
      .floats(biasesOfMembers), shape: members > 1 ? [members, 1, width] : [1, width],
      name: "\(name).bias")
    var steps = Arithmetic(taking: &graph, type: .float, prefix: name)
    var outputs = steps.add(steps.product(below(placed, context, &steps), weight), bias)
    if let path = placed.task.flatMap({ context.paths[$0] }) { outputs = steps.add(outputs, path) }
    graph = steps.graph
    return outputs
  }

  /// What it reads: of layers that tasks adapt the task's own rows.
  private func below(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context, _ steps: inout Arithmetic
  ) -> GraphValue {
    let rows = context.own(placed)
    guard case .dense(let layer) = context.nodes[placed.inputs[0]].node, layer.isAdapted,
      let task = placed.task
    else { return rows }
    return steps.slice(rows, at: task)
  }
}
