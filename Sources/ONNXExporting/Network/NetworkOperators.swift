internal import NeuralNetwork

/// A network as operators: a fold over its nodes.
///
/// What a node computes has N rows, or, behind layers that several members (or tasks that adapt them)
/// share, members × N rows.
struct NetworkOperators {
  /// What is known while nodes are folded.
  struct Context {
    /// What the network reads.
    let columns: EncodedColumns
    /// Its parameters by name.
    let tensors: NetworkTensors
    /// All nodes.
    let nodes: [NetworkGraph.Placed]
    /// What the nodes before have computed; nil for those that others read the parameters of.
    var values: [GraphValue?] = []
    /// For each task what its linear path adds to its outputs.
    var paths: [Int: GraphValue] = [:]

    /// What a node reads of another.
    func value(_ index: Int) -> GraphValue {
      guard let value = values[index] else {
        preconditionFailure("node \(nodes[index].name) computes something")
      }
      return value
    }

    /// What a task reads where one node of each task is read: its own.
    func own(_ placed: NetworkGraph.Placed) -> GraphValue {
      let own = placed.inputs.first { nodes[$0].task != nil && nodes[$0].task == placed.task }
      return value(own ?? placed.inputs[0])
    }
  }

  /// Each task's outputs, N rows, or members × N rows.
  ///
  /// - Parameters:
  ///   - parameters: The network's.
  ///   - prefix: What the operators' names begin with.
  static func outputs(
    of network: MultiTaskNetwork, parameters: [Float], reading columns: EncodedColumns,
    prefix: String, in graph: inout OperatorGraph
  ) -> [GraphValue] {
    var context = Context(
      columns: columns,
      tensors: NetworkTensors(network.layout, parameters, prefix: prefix),
      nodes: network.graph.nodes)
    var outputs: [GraphValue] = []
    for placed in network.graph.nodes {
      let value: GraphValue?
      switch placed.node {
      case .features(let node): value = node.operators(placed, context, &graph)
      case .embedding(let node): value = node.operators(placed, context, &graph)
      case .spline(let node): value = node.operators(placed, context, &graph)
      case .waves(let node): value = node.operators(placed, context, &graph)
      case .concatenation(let node): value = node.operators(placed, context, &graph)
      // Its layer reads its parameters.
      case .adapter: value = nil
      case .dense(let node): value = node.operators(placed, context, &graph)
      case .path(let node):
        value = node.operators(placed, context, &graph)
        if let task = placed.task { context.paths[task] = value }
      case .gate(let node): value = node.operators(placed, context, &graph)
      case .head(let node):
        value = node.operators(placed, context, &graph)
        outputs += [value].compactMap(\.self)
      }
      context.values.append(value)
    }
    return outputs
  }
}

/// A network's parameters as constants of a graph.
struct NetworkTensors {
  private let segments: [String: ParameterSegment]
  private let parameters: [Float]
  /// What names begin with.
  let prefix: String

  init(_ layout: ParameterLayout, _ parameters: [Float], prefix: String) {
    segments = Dictionary(
      layout.segments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.parameters = parameters
    self.prefix = prefix
  }

  /// The numbers of a tensor, row by row.
  func values(_ name: String) -> [Float] {
    guard let segment = segments[name] else {
      preconditionFailure("a network has no tensor \(name)")
    }
    return Array(parameters[segment.range])
  }

  /// A tensor as it is, in a shape.
  func constant(
    _ name: String, shape: [Int], in graph: inout OperatorGraph
  ) -> GraphValue {
    graph.constant(.floats(values(name)), shape: shape, name: prefix + name)
  }

  /// A matrix [outputs, inputs] as products of rows take it: [inputs, outputs].
  func transposed(
    _ name: String, outputs: Int, inputs: Int, in graph: inout OperatorGraph
  ) -> GraphValue {
    graph.constant(
      .floats(values(name).transposed(rows: outputs, columns: inputs)), shape: [inputs, outputs],
      name: prefix + name)
  }
}

extension [Float] {
  /// A matrix, row by row, the other way round.
  func transposed(rows: Int, columns: Int) -> [Float] {
    (0..<columns).flatMap { column in (0..<rows).map { self[$0 * columns + column] } }
  }
}
