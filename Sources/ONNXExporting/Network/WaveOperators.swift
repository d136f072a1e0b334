internal import NeuralNetwork

extension WaveNode {
  /// W cos(2π ω x̃ + φ) + bias.
  func operators(
    _ placed: NetworkGraph.Placed, _ context: NetworkOperators.Context,
    _ graph: inout OperatorGraph
  ) -> GraphValue {
    let tensors = context.tensors
    let frequencies = tensors.values("\(placed.name).frequency")
    let count = frequencies.count
    let phase = tensors.constant("\(placed.name).phase", shape: [1, count], in: &graph)
    let weight = tensors.transposed(
      "\(placed.name).weight", outputs: width, inputs: count, in: &graph)
    let bias = tensors.constant("\(placed.name).bias", shape: [1, width], in: &graph)
    var arithmetic = Arithmetic(taking: &graph, type: .float, prefix: tensors.prefix + placed.name)
    let angular = arithmetic.constants(
      frequencies.map { 2 * Double.pi * Double($0) }, shape: [1, count], name: "frequency")
    let angles = arithmetic.add(
      arithmetic.multiply(context.columns.numbers[source], angular), phase)
    let sum = arithmetic.add(arithmetic.product(arithmetic.cosineOfFloat(angles), weight), bias)
    graph = arithmetic.graph
    return sum
  }
}
