internal import NeuralNetwork

extension SplineNode {
  /// bias + slope · x̃ + Σⱼ uⱼ stepⱼ, where uⱼ is the share of bin j below the number.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let tensors = context.tensors
    let number = context.nodes.prefix(context.values.count).count { $0.node.isSpline }
    let slope = tensors.constant("\(placed.name).slope", shape: [1, width], in: &graph)
    let bias = tensors.constant("\(placed.name).bias", shape: [1, width], in: &graph)
    let steps = tensors.constant("\(placed.name).steps", shape: [bins, width], in: &graph)
    var arithmetic = Arithmetic(taking: &graph, type: .float, prefix: tensors.prefix + placed.name)
    let bin = arithmetic.constants((0..<bins).map(Double.init), shape: [1, bins], name: "bins")
    let beyond = arithmetic.subtract(context.columns.positions[number], bin)
    let shares = arithmetic.maximum(
      arithmetic.minimum(beyond, arithmetic.constant(1)), arithmetic.constant(0))
    let line = arithmetic.add(
      arithmetic.multiply(context.columns.numbers[source], slope), bias)
    let sum = arithmetic.add(line, arithmetic.product(shares, steps))
    graph = arithmetic.graph
    return sum
  }
}

extension NetworkGraph.Node {
  fileprivate var isSpline: Bool { if case .spline = self { true } else { false } }
}
