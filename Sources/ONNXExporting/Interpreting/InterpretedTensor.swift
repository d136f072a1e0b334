/// A tensor while a graph is interpreted.
struct InterpretedTensor: Equatable {
  let shape: [Int]
  let values: Values

  enum Values: Equatable {
    case floats([Float])
    case doubles([Double])
    case integers([Int64])
    case truths([Bool])
    case texts([String])

    var count: Int {
      switch self {
      case .floats(let values): values.count
      case .doubles(let values): values.count
      case .integers(let values): values.count
      case .truths(let values): values.count
      case .texts(let values): values.count
      }
    }
  }

  init(_ values: Values, shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "as many values as the shape says")
    self.values = values
    self.shape = shape
  }

  init(_ constant: ConstantTensor) {
    let values: Values =
      switch constant.values {
      case .floats(let values): .floats(values)
      case .doubles(let values): .doubles(values)
      case .integers(let values): .integers(values)
      case .texts(let values): .texts(values)
      }
    self.init(values, shape: constant.shape)
  }

  /// How far apart the entries of each axis lie.
  static func strides(_ shape: [Int]) -> [Int] {
    var stride = 1
    return Array(
      shape.reversed().map { size in
        defer { stride *= size }
        return stride
      }.reversed())
  }

  /// The shape of two that are stretched to each other: sizes of 1, and axes that are not there.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int] {
    let rank = max(a.count, b.count)
    let (a, b) = (padded(a, to: rank), padded(b, to: rank))
    return zip(a, b).map { first, second in
      precondition(first == second || first == 1 || second == 1, "shapes that fit")
      return first == 1 ? second : first
    }
  }

  static func padded(_ shape: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: rank - shape.count) + shape
  }

  /// For each entry of a shape the place of the entry of this tensor that is stretched to it.
  func places(in shape: [Int]) -> [Int] {
    let own = Self.padded(self.shape, to: shape.count)
    let strides = zip(own, Self.strides(own)).map { $0 == 1 ? 0 : $1 }
    var places = [0]
    for (size, stride) in zip(shape, strides) {
      places = places.flatMap { place in (0..<size).map { place + $0 * stride } }
    }
    return places
  }

  /// Entries at some places, in a shape.
  func gathered(_ places: [Int], shape: [Int]) -> InterpretedTensor {
    let values: Values =
      switch values {
      case .floats(let values): .floats(places.map { values[$0] })
      case .doubles(let values): .doubles(places.map { values[$0] })
      case .integers(let values): .integers(places.map { values[$0] })
      case .truths(let values): .truths(places.map { values[$0] })
      case .texts(let values): .texts(places.map { values[$0] })
      }
    return InterpretedTensor(values, shape: shape)
  }

  func stretched(to shape: [Int]) -> InterpretedTensor {
    shape == self.shape ? self : gathered(places(in: shape), shape: shape)
  }

  func reshaped(_ shape: [Int]) -> InterpretedTensor { InterpretedTensor(values, shape: shape) }
}
