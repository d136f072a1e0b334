internal import LinearAlgebra

/// A named tensor in the flat vector of a network's parameters.
public struct ParameterSegment: Codable, Equatable, Sendable {
  /// The tensor's name, such as `trunk.0.weight`.
  public let name: String
  /// Its dimensions: [outputs, inputs] for weights.
  public let shape: [Int]
  /// Where it begins in the vector.
  public let offset: Int
  /// Whether weight decay applies: to the weights of products, not to biases, gains or embeddings.
  public let decays: Bool

  /// The number of parameters.
  public var count: Int { shape.reduce(1, *) }

  /// The range of the vector it takes.
  public var range: Range<Int> { offset..<offset + count }
}

/// All parameters of a network in one flat vector: the shared ones first, then the heads'.
public struct ParameterLayout: Equatable, Sendable {
  /// The tensors in the order of the vector.
  public private(set) var segments: [ParameterSegment] = []
  /// Those of them that all tasks share.
  public private(set) var sharedSegments: [ParameterSegment] = []
  /// How many of the parameters are shared by all tasks: embeddings and trunk.
  public private(set) var sharedCount = 0
  /// The number of parameters.
  public private(set) var count = 0

  mutating func add(_ name: String, shape: [Int], decays: Bool) -> ParameterSegment {
    let segment = ParameterSegment(name: name, shape: shape, offset: count, decays: decays)
    segments.append(segment)
    count += segment.count
    return segment
  }

  mutating func endShared() {
    sharedCount = count
    sharedSegments = segments
  }
}

extension Matrix {
  /// The tensor of a segment in this vector of parameters, as a matrix of its rows.
  func tensor(_ segment: ParameterSegment) -> Matrix {
    let rows = segment.shape.count > 1 ? segment.shape[0] : 1
    return part(at: segment.offset, rows: rows, columns: segment.count / rows)
  }
}
