internal import NeuralNetwork

extension DenseNode {
  /// Products with the weights, what members or tasks make of them, a normalisation if there is one,
  /// and the activation.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let tensors = context.tensors
    let own = OwnParameters(self, placed, context)
    let weight = weight("\(placed.name).weight", tensors, &graph)
    let input = own.input.map {
      graph.constant(
        .floats($0), shape: [members, 1, inputs], name: "\(tensors.prefix)\(placed.name).reading")
    }
    let output = own.output.map {
      graph.constant(
        .floats($0), shape: [members, 1, outputs], name: "\(tensors.prefix)\(placed.name).scale")
    }
    let vector = members > 1 ? [members, 1, outputs] : [1, outputs]
    let bias = graph.constant(
      .floats(own.bias), shape: vector, name: "\(tensors.prefix)\(placed.name).bias")
    var steps = Arithmetic(taking: &graph, type: .float, prefix: tensors.prefix + placed.name)
    var rows = context.own(placed)
    if let input { rows = steps.multiply(rows, input) }
    rows = products(rows, weight, &steps)
    if let output { rows = steps.multiply(rows, output) }
    rows = steps.add(rows, bias)
    if let norm = own.norm { rows = normalised(rows, norm, &steps) }
    switch activation {
    case .relu: rows = steps.relu(rows)
    case .gelu:
      // x Φ(x)
      let error = steps.erf(steps.multiply(rows, steps.constant(0.5.squareRoot())))
      let half = steps.multiply(rows, steps.constant(0.5))
      rows = steps.multiply(half, steps.add(error, steps.constant(1)))
    }
    graph = steps.graph
    return rows
  }

  /// The weights as products of rows take them; of several groups one matrix each.
  private func weight(
    _ name: String, _ tensors: NetworkTensors, _ graph: inout OperatorGraph
  ) -> GraphValue {
    guard groups > 1 else {
      return tensors.transposed(name, outputs: outputs, inputs: inputs, in: &graph)
    }
    let (rows, columns) = (outputs / groups, inputs / groups)
    let values = tensors.values(name)
    let size = rows * columns
    let turned = (0..<groups).flatMap { group in
      Array(values[group * size..<(group + 1) * size]).transposed(rows: rows, columns: columns)
    }
    return graph.constant(
      .floats(turned), shape: [groups, columns, rows], name: tensors.prefix + name)
  }

  private func products(
    _ rows: GraphValue, _ weight: GraphValue, _ steps: inout Arithmetic
  ) -> GraphValue {
    guard groups > 1 else { return steps.product(rows, weight) }
    // Each group's columns with its own weights.
    let parts = steps.reshape(rows, [-1, groups, inputs / groups])
    let products = steps.product(steps.transpose(parts, [1, 0, 2]), weight)
    return steps.reshape(steps.transpose(products, [1, 0, 2]), [-1, outputs])
  }

  /// Each row, and of several experts each one's part of it, less its mean, over its deviation.
  private func normalised(
    _ rows: GraphValue, _ norm: (gain: [Float], shift: [Float], members: Int),
    _ steps: inout Arithmetic
  ) -> GraphValue {
    let part = outputs / experts
    let parts = experts > 1 ? steps.reshape(rows, [-1, experts, part]) : rows
    let centred = steps.subtract(parts, steps.meanOfRow(parts))
    let variance = steps.meanOfRow(steps.multiply(centred, centred))
    let deviation = steps.squareRoot(
      steps.add(variance, steps.constant(Double(Self.epsilon))))
    var result = steps.divide(centred, deviation)
    if experts > 1 { result = steps.reshape(result, [-1, outputs]) }
    let shape = norm.members > 1 ? [norm.members, 1, outputs] : [1, outputs]
    let gain = steps.constants(norm.gain.map(Double.init), shape: shape, name: "norm.weight")
    let shift = steps.constants(norm.shift.map(Double.init), shape: shape, name: "norm.bias")
    return steps.add(steps.multiply(result, gain), shift)
  }
}

/// What members, or tasks that adapt a layer, have of it each, one behind the other.
private struct OwnParameters {
  /// Factors of what is read, and of products; nil of one member.
  let input, output: [Float]?
  let bias: [Float]
  /// Those of a normalisation, each member's own or one for all.
  let norm: (gain: [Float], shift: [Float], members: Int)?

  init(
    _ node: DenseNode, _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context
  ) {
    let tensors = context.tensors
    // Of an adapted layer the tasks' adapters stand behind what it reads, in the order of the tasks.
    let names = node.isAdapted ? placed.inputs.dropFirst().map { context.nodes[$0].name } : []
    func all(_ parameter: String, of layer: String) -> [Float] {
      node.isAdapted
        ? names.flatMap { tensors.values("\($0).\(parameter)") }
        : tensors.values("\(placed.name).\(layer)")
    }
    let hasMembers = node.members > 1
    input = hasMembers ? all("input", of: "adapter.input") : nil
    output = hasMembers ? all("output", of: "adapter.output") : nil
    bias = all("bias", of: "bias")
    norm =
      node.layerNorm
      ? (
        all("norm.weight", of: "norm.weight"), all("norm.bias", of: "norm.bias"),
        node.isAdapted ? node.members : 1
      ) : nil
  }
}
