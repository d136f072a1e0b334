internal import LinearAlgebra
internal import RandomNumbers

/// A named tensor in the flat vector of a network's parameters.
public struct ParameterSegment: Equatable, Sendable {
  /// The tensor's name, such as `trunk.0.weight`.
  public let name: String
  /// Its dimensions: [outputs, inputs] for weights.
  public let shape: [Int]
  /// Where it begins in the vector.
  public let offset: Int
  /// Whether weight decay applies: to the weights of products, not to biases, gains, adapters or
  /// embeddings.
  public let decays: Bool
  /// The task that alone learns it; nil where all tasks share it.
  public let task: Int?

  /// The number of parameters.
  public var count: Int { shape.reduce(1, *) }

  /// The range of the vector it takes.
  public var range: Range<Int> { offset..<offset + count }

  /// Its place, as computing reads it.
  var place: TensorPlace {
    let rows = shape.count > 1 ? shape[0] : 1
    return TensorPlace(offset: offset, rows: rows, columns: count / rows)
  }
}

/// Where a tensor lies in the vector of parameters, as a matrix: what a step reads of a segment,
/// without a reference to count.
struct TensorPlace: Sendable {
  let offset: Int
  let rows: Int
  let columns: Int

  var count: Int { rows * columns }
}

/// All parameters of a network in one flat vector: those that all tasks share first, then the
/// tasks' own. The weights of nodes that are computed together lie side by side, and so do their
/// biases: each kind is one matrix.
public struct ParameterLayout: Equatable, Sendable {
  /// The tensors in the order of the vector.
  public private(set) var segments: [ParameterSegment] = []
  /// Those of them that all tasks share.
  public private(set) var sharedSegments: [ParameterSegment] = []
  /// How many of the parameters are shared by all tasks.
  public private(set) var sharedCount = 0
  /// The number of parameters.
  public private(set) var count = 0
  /// For each node of the network its tensors.
  private(set) var ofNode: [[ParameterSegment]]

  /// The tensors of a network that memory can hold.
  init(_ graph: NetworkGraph) {
    ofNode = graph.nodes.map { _ in [] }
    let groups = graph.siblings
    for group in groups where group[0].placed.task == nil { add(group) }
    sharedCount = count
    sharedSegments = segments
    for group in groups where group[0].placed.task != nil { add(group) }
  }

  private mutating func add(_ group: [(index: Int, placed: NetworkGraph.Placed)]) {
    let parameters = group.map(\.placed.node.content.parameters)
    for kind in parameters[0].indices {
      for (parameters, (index, placed)) in zip(parameters, group) {
        let parameter = parameters[kind]
        let segment = ParameterSegment(
          name: "\(placed.name).\(parameter.name)", shape: parameter.shape, offset: count,
          decays: parameter.decays, task: placed.task)
        segments.append(segment)
        ofNode[index].append(segment)
        count += segment.count
      }
    }
  }
}

extension MultiTaskNetwork {
  /// The parameters of an untrained network, as its nodes say they are.
  public func initialParameters(seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, stream: .initialisation)
    var vector = Array(repeating: Float(0), count: layout.count)
    for (placed, segments) in zip(graph.nodes, layout.ofNode) {
      for (parameter, segment) in zip(placed.node.content.parameters, segments) {
        parameter.initialiser.fill(&vector, segment.place, &generator)
      }
    }
    return vector
  }
}

extension Initialiser {
  /// Writes a tensor into zeros, in its place: a copy would be as large as the tensor.
  fileprivate func fill(
    _ vector: inout [Float], _ place: TensorPlace, _ generator: inout SeededGenerator
  ) {
    let (first, columns) = (place.offset, place.columns)
    let range = first..<first + place.count
    switch self {
    case .zeros: break
    case .ones: for index in range { vector[index] = 1 }
    case .signs: for index in range { vector[index] = generator.next() & 1 == 0 ? 1 : -1 }
    case .values(let values):
      for (index, value) in zip(range, values) { vector[index] = Float(value) }
    case .uniform(let bound):
      for index in range { vector[index] = Float(bound * (2 * generator.uniform() - 1)) }
    case .normal(let deviation, let silentRows, let silentColumns):
      for index in range { vector[index] = Float(deviation * generator.normal()) }
      for row in silentRows {
        for column in 0..<columns { vector[first + row * columns + column] = 0 }
      }
      for column in silentColumns {
        for row in 0..<place.rows { vector[first + row * columns + column] = 0 }
      }
    }
  }
}

extension Matrix {
  /// The tensor at a place in this vector of parameters.
  func tensor(_ place: TensorPlace) -> Matrix {
    part(at: place.offset, rows: place.rows, columns: place.columns)
  }
}
