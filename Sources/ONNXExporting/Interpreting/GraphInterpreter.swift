internal import Foundation

/// Computes a graph's outputs, each operator from its definition (onnx.ai/onnx/operators), with no
/// other aim than to be right: what the graph is checked by.
struct GraphInterpreter {
  private let graph: OperatorGraph
  private let constants: [GraphValue: InterpretedTensor]

  init(_ graph: OperatorGraph) {
    self.graph = graph
    constants = Dictionary(
      uniqueKeysWithValues: graph.constants.map { ($0.value, InterpretedTensor($0.tensor)) })
  }

  /// The outputs by their names.
  ///
  /// - Parameter inputs: One for each of the graph's inputs, by name.
  func outputs(_ inputs: [String: InterpretedTensor]) -> [String: InterpretedTensor] {
    var values = constants
    for (name, tensor) in inputs { values[GraphValue(name: name)] = tensor }
    // What nothing reads any more goes.
    var lastUse: [GraphValue: Int] = [:]
    for (index, step) in graph.operators.enumerated() {
      for input in step.inputs { lastUse[input] = index }
    }
    for (index, step) in graph.operators.enumerated() {
      let read = step.inputs.map { input in
        guard let value = values[input] else {
          preconditionFailure("\(input.name) is computed before \(step.name)")
        }
        return value
      }
      values[step.output] = step.kind.applied(to: read)
      for input in step.inputs where lastUse[input] == index && constants[input] == nil {
        values[input] = nil
      }
    }
    return Dictionary(
      uniqueKeysWithValues: graph.outputs.compactMap { port in
        values[GraphValue(name: port.name)].map { (port.name, $0) }
      })
  }
}

extension OperatorKind {
  fileprivate func applied(to inputs: [InterpretedTensor]) -> InterpretedTensor {
    switch self {
    case .add: inputs.zipped({ $0 + $1 }, { $0 + $1 })
    case .subtract: inputs.zipped({ $0 - $1 }, { $0 - $1 })
    case .multiply: inputs.zipped({ $0 * $1 }, { $0 * $1 })
    case .divide: inputs.zipped({ $0 / $1 }, { $0 / $1 })
    // NaN where either is.
    case .minimum:
      inputs.zipped({ $0 < $1 || $0.isNaN ? $0 : $1 }, { $0 < $1 || $0.isNaN ? $0 : $1 })
    case .maximum:
      inputs.zipped({ $0 > $1 || $0.isNaN ? $0 : $1 }, { $0 > $1 || $0.isNaN ? $0 : $1 })
    case .squareRoot: inputs[0].mapped({ $0.squareRoot() }, { $0.squareRoot() })
    case .exponential: inputs[0].mapped({ exp($0) }, { exp($0) })
    case .logarithm: inputs[0].mapped({ log($0) }, { log($0) })
    case .erf: inputs[0].mapped({ Foundation.erf($0) }, { Foundation.erf($0) })
    case .cosine: inputs[0].mapped({ cos($0) }, { cos($0) })
    case .sine: inputs[0].mapped({ sin($0) }, { sin($0) })
    case .floor: inputs[0].mapped({ $0.rounded(.down) }, { $0.rounded(.down) })
    case .relu: inputs[0].mapped({ max($0, 0) }, { max($0, 0) })
    case .isNaN: inputs[0].tested(\.isNaN, \.isNaN)
    case .equal: inputs.compared { $0 == $1 }
    case .greater: inputs.compared { $0 > $1 }
    case .greaterOrEqual: inputs.compared { $0 >= $1 }
    case .choose: inputs.chosen
    case .identity: inputs[0]
    case .cast(let type): inputs[0].cast(to: type)
    case .concatenate(let axis): inputs.concatenated(axis: axis)
    case .reshape: inputs[0].reshaped(to: inputs[1])
    case .transpose(let axes): inputs[0].transposed(axes)
    case .gather(let axis): inputs[0].slices(at: inputs[1], axis: axis)
    case .matrixProduct: inputs.matrixProduct
    case .softmax: inputs[0].softmax
    case .sum:
      inputs[1].numbers.reduce(inputs[0]) { sum, axis in
        sum.reduced(axis: Int(axis), isKept: true) { $0.reduce(0, +) }
      }
    case .greatestOfColumns:
      inputs[0].reduced(axis: 1, isKept: true) { $0.max() ?? -.infinity }
    case .mean(let axis, let isKept):
      inputs[0].reduced(axis: axis, isKept: isKept) { $0.reduce(0, +) / Double($0.count) }
    case .placeOfGreatest: inputs[0].placesOfGreatest
    case .labelPlaces(let texts, let places, let otherwise):
      inputs[0].places(of: texts, places, otherwise: otherwise)
    }
  }
}

extension [InterpretedTensor] {
  /// Two of numbers, stretched to each other.
  fileprivate func zipped(
    _ floats: (Float, Float) -> Float, _ doubles: (Double, Double) -> Double
  ) -> InterpretedTensor {
    let shape = InterpretedTensor.broadcast(self[0].shape, self[1].shape)
    switch (self[0].stretched(to: shape).values, self[1].stretched(to: shape).values) {
    case (.floats(let a), .floats(let b)):
      return InterpretedTensor(.floats(zip(a, b).map(floats)), shape: shape)
    case (.doubles(let a), .doubles(let b)):
      return InterpretedTensor(.doubles(zip(a, b).map(doubles)), shape: shape)
    default: preconditionFailure("numbers of one type")
    }
  }

  /// Two of numbers, compared; what is compared is held exactly by a double.
  fileprivate func compared(_ holds: (Double, Double) -> Bool) -> InterpretedTensor {
    let shape = InterpretedTensor.broadcast(self[0].shape, self[1].shape)
    let (a, b) = (self[0].stretched(to: shape).numbers, self[1].stretched(to: shape).numbers)
    return InterpretedTensor(.truths(zip(a, b).map(holds)), shape: shape)
  }

  fileprivate var chosen: InterpretedTensor {
    let shape = InterpretedTensor.broadcast(
      InterpretedTensor.broadcast(self[0].shape, self[1].shape), self[2].shape)
    guard case .truths(let conditions) = self[0].stretched(to: shape).values else {
      preconditionFailure("a condition is true or false")
    }
    let (a, b) = (self[1].stretched(to: shape), self[2].stretched(to: shape))
    func choice<Value>(_ a: [Value], _ b: [Value]) -> [Value] {
      conditions.indices.map { conditions[$0] ? a[$0] : b[$0] }
    }
    switch (a.values, b.values) {
    case (.floats(let a), .floats(let b)):
      return InterpretedTensor(.floats(choice(a, b)), shape: shape)
    case (.doubles(let a), .doubles(let b)):
      return InterpretedTensor(.doubles(choice(a, b)), shape: shape)
    default: preconditionFailure("choices between numbers of one type")
    }
  }

  fileprivate func concatenated(axis: Int) -> InterpretedTensor {
    let before = [Int](self[0].shape.prefix(axis))
    let behind = [Int](self[0].shape.dropFirst(axis + 1))
    let sizes: [Int] = map { $0.shape[axis] }
    let (outer, inner) = (before.reduce(1, *), behind.reduce(1, *))
    // For each part its entries, part by part in each of the outer rows.
    let shape: [Int] = before + [sizes.reduce(0, +)] + behind
    func joined<Value>(_ parts: [[Value]]) -> [Value] {
      var joined: [Value] = []
      for row in 0..<outer {
        for (part, size) in zip(parts, sizes) {
          joined += part[row * size * inner..<(row + 1) * size * inner]
        }
      }
      return joined
    }
    switch self[0].values {
    case .floats:
      return InterpretedTensor(
        .floats(
          joined(map { if case .floats(let values) = $0.values { values } else { [] } })),
        shape: shape)
    case .doubles:
      return InterpretedTensor(.doubles(joined(map(\.numbers))), shape: shape)
    default: preconditionFailure("numbers side by side")
    }
  }

  fileprivate var matrixProduct: InterpretedTensor {
    let (a, b) = (self[0], self[1])
    let (rows, inner, columns) = (
      a.shape[a.shape.count - 2], a.shape[a.shape.count - 1], b.shape[b.shape.count - 1]
    )
    let stack = InterpretedTensor.broadcast(
      [Int](a.shape.dropLast(2)), [Int](b.shape.dropLast(2)))
    let (x, y) = (
      a.stretched(to: stack + [rows, inner]).numbers,
      b.stretched(to: stack + [inner, columns]).numbers
    )
    var result: [Double] = []
    for matrix in 0..<stack.reduce(1, *) {
      for row in 0..<rows {
        var sums = [Double](repeating: 0, count: columns)
        for place in 0..<inner {
          let factor = x[(matrix * rows + row) * inner + place]
          let first = (matrix * inner + place) * columns
          for column in 0..<columns { sums[column] += factor * y[first + column] }
        }
        result += sums
      }
    }
    return InterpretedTensor(.doubles(result), shape: stack + [rows, columns]).cast(to: a.type)
  }
}

extension InterpretedTensor {
  fileprivate var type: ElementType {
    switch values {
    case .floats: .float
    case .doubles: .double
    case .integers: .int64
    case .truths: .boolean
    case .texts: .string
    }
  }

  /// Its numbers, exactly.
  var numbers: [Double] {
    switch values {
    case .floats(let values): values.map(Double.init)
    case .doubles(let values): values
    case .integers(let values): values.map(Double.init)
    case .truths(let values): values.map { $0 ? 1 : 0 }
    case .texts: preconditionFailure("texts are no numbers")
    }
  }

  fileprivate func cast(to type: ElementType) -> InterpretedTensor {
    let numbers = numbers
    return switch type {
    case .float: InterpretedTensor(.floats(numbers.map { Float($0) }), shape: shape)
    case .double: InterpretedTensor(.doubles(numbers), shape: shape)
    case .int64: InterpretedTensor(.integers(numbers.map { Int64($0) }), shape: shape)
    case .boolean: InterpretedTensor(.truths(numbers.map { $0 != 0 }), shape: shape)
    case .string: preconditionFailure("numbers do not become texts")
    }
  }

  fileprivate func mapped(
    _ floats: (Float) -> Float, _ doubles: (Double) -> Double
  ) -> InterpretedTensor {
    switch values {
    case .floats(let values): InterpretedTensor(.floats(values.map(floats)), shape: shape)
    case .doubles(let values): InterpretedTensor(.doubles(values.map(doubles)), shape: shape)
    default: preconditionFailure("numbers with fractions")
    }
  }

  fileprivate func tested(
    _ floats: (Float) -> Bool, _ doubles: (Double) -> Bool
  ) -> InterpretedTensor {
    switch values {
    case .floats(let values): InterpretedTensor(.truths(values.map(floats)), shape: shape)
    case .doubles(let values): InterpretedTensor(.truths(values.map(doubles)), shape: shape)
    default: preconditionFailure("numbers with fractions")
    }
  }

  fileprivate func reshaped(to sizes: InterpretedTensor) -> InterpretedTensor {
    let asked = sizes.numbers.map { Int($0) }
    let known = asked.filter { $0 != -1 }.reduce(1, *)
    return reshaped(asked.map { $0 == -1 ? values.count / max(known, 1) : $0 })
  }

  fileprivate func transposed(_ axes: [Int]) -> InterpretedTensor {
    let strides = Self.strides(shape)
    var places = [0]
    for axis in axes {
      places = places.flatMap { place in
        (0..<shape[axis]).map { place + $0 * strides[axis] }
      }
    }
    return gathered(places, shape: axes.map { shape[$0] })
  }

  fileprivate func slices(at index: InterpretedTensor, axis: Int) -> InterpretedTensor {
    let axis = axis < 0 ? axis + shape.count : axis
    let (outer, inner) = (
      shape.prefix(axis).reduce(1, *), shape.dropFirst(axis + 1).reduce(1, *)
    )
    let size = shape[axis]
    let at = index.numbers.map { Int($0) }
    precondition(at.allSatisfy { (0..<size).contains($0) }, "places of the axis")
    var places: [Int] = []
    for row in 0..<outer {
      for place in at {
        let first = (row * size + place) * inner
        places += first..<first + inner
      }
    }
    return gathered(
      places, shape: Array(shape.prefix(axis)) + index.shape + Array(shape.dropFirst(axis + 1)))
  }

  /// Over the last axis.
  fileprivate var softmax: InterpretedTensor {
    let (numbers, size) = (numbers, shape[shape.count - 1])
    let result = stride(from: 0, to: numbers.count, by: size).flatMap { first -> [Double] in
      let row = numbers[first..<first + size]
      let highest = row.max() ?? 0
      let exponentials = row.map { exp($0 - highest) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
    return InterpretedTensor(.doubles(result), shape: shape).cast(to: type)
  }

  fileprivate func reduced(
    axis: Int, isKept: Bool, _ reduction: ([Double]) -> Double
  ) -> InterpretedTensor {
    let axis = axis < 0 ? axis + shape.count : axis
    let (outer, size) = (shape.prefix(axis).reduce(1, *), shape[axis])
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    let numbers = numbers
    let result = (0..<outer).flatMap { row in
      (0..<inner).map { column in
        reduction((0..<size).map { numbers[(row * size + $0) * inner + column] })
      }
    }
    let kept = Array(shape.prefix(axis)) + (isKept ? [1] : []) + Array(shape.dropFirst(axis + 1))
    return InterpretedTensor(.doubles(result), shape: kept).cast(to: type)
  }

  /// Over axis 1.
  fileprivate var placesOfGreatest: InterpretedTensor {
    let (numbers, size) = (numbers, shape[1])
    let result = (0..<shape[0]).map { row in
      var best = 0
      for place in 1..<max(size, 1)
      where numbers[row * size + place] > numbers[row * size + best] {
        best = place
      }
      return Int64(best)
    }
    return InterpretedTensor(.integers(result), shape: [shape[0]])
  }

  fileprivate func places(
    of keys: [String], _ places: [Int], otherwise: Int
  ) -> InterpretedTensor {
    guard case .texts(let texts) = values else { preconditionFailure("texts have places") }
    let known = Dictionary(zip(keys, places), uniquingKeysWith: { first, _ in first })
    return InterpretedTensor(
      .integers(texts.map { Int64(known[$0] ?? otherwise) }), shape: shape)
  }
}
