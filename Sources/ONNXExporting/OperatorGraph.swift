/// The type of a tensor's elements, under ONNX's number (`TensorProto.DataType`).
enum ElementType: Int32 {
  case float = 1
  case int64 = 7
  case string = 8
  case boolean = 9
  case double = 11
}

/// A constant tensor.
struct ConstantTensor: Equatable {
  let shape: [Int]
  let values: Values

  enum Values: Equatable {
    case floats([Float])
    case doubles([Double])
    case integers([Int64])
    case texts([String])
  }

  init(_ values: Values, shape: [Int]) {
    self.values = values
    self.shape = shape
  }

  var type: ElementType {
    switch values {
    case .floats: .float
    case .doubles: .double
    case .integers: .int64
    case .texts: .string
    }
  }
}

/// A value of the graph: an input, a constant, or what an operator writes.
struct GraphValue: Hashable {
  let name: String
}

/// One operator of a graph.
struct GraphOperator: Equatable {
  let name: String
  let kind: OperatorKind
  let inputs: [GraphValue]
  let output: GraphValue
}

/// The operators that graphs are made of, with their attributes; each is of ONNX's version 17, or of
/// version 2 of its set for machine learning.
enum OperatorKind: Equatable {
  case add, subtract, multiply, divide
  case minimum, maximum
  case squareRoot, exponential, logarithm, erf, cosine, sine, floor, relu
  case isNaN, equal, greater, greaterOrEqual
  /// The second input where the first holds, the third elsewhere.
  case choose
  case identity
  case cast(ElementType)
  case concatenate(axis: Int)
  /// To the shape that the second input says; −1 is what follows from the others, 0 what it is.
  case reshape
  case transpose([Int])
  /// Slices of the first input along an axis, at the places that the second says.
  case gather(axis: Int)
  case matrixProduct
  case softmax
  /// Over the axes that the second input says, which are kept with one entry.
  case sum
  /// Over axis 1, which is kept with one entry.
  case greatestOfColumns
  case mean(axis: Int, isKept: Bool)
  /// The place of the greatest entry along axis 1, the first of equal ones; the axis goes.
  case placeOfGreatest
  /// The place of each text in a list, and another number for all others.
  case labelPlaces(texts: [String], places: [Int], otherwise: Int)
}

/// Operators and constants, built from the inputs on.
struct OperatorGraph {
  /// An input or an output of the whole.
  struct Port: Equatable {
    let name: String
    let type: ElementType
    /// The number of columns; of the rows there may be any number.
    let columns: Int
    /// What it is, for people.
    let note: String
  }

  private(set) var inputs: [Port] = []
  private(set) var outputs: [Port] = []
  private(set) var constants: [(value: GraphValue, tensor: ConstantTensor)] = []
  private(set) var operators: [GraphOperator] = []
  private var names: Set<String> = []
  private var knownConstants: [String: GraphValue] = [:]

  /// Nothing yet.
  init() {}

  /// What was built before.
  init(
    inputs: [Port], outputs: [Port], constants: [(value: GraphValue, tensor: ConstantTensor)],
    operators: [GraphOperator]
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.constants = constants
    self.operators = operators
  }

  /// A name that nothing else has.
  private mutating func claim(_ name: String) -> String {
    var free = name
    var number = 2
    while !names.insert(free).inserted {
      free = "\(name)_\(number)"
      number += 1
    }
    return free
  }

  /// Adds an input, before anything else takes its name.
  mutating func add(input port: Port) {
    let isFree = names.insert(port.name).inserted
    precondition(isFree, "inputs have names of their own, and are there before all else")
    inputs.append(port)
  }

  /// Keeps a name for an output, so that nothing takes it: the one asked for, with a number behind it
  /// where it is taken already.
  mutating func reserve(output name: String) -> String { claim(name) }

  /// Makes a value an output, under a name that was reserved.
  mutating func output(_ port: Port, from value: GraphValue) {
    outputs.append(port)
    operators.append(
      GraphOperator(
        name: port.name, kind: .identity, inputs: [value], output: GraphValue(name: port.name)))
  }

  mutating func constant(_ values: ConstantTensor.Values, shape: [Int], name: String) -> GraphValue
  {
    let value = GraphValue(name: claim(name))
    constants.append((value, ConstantTensor(values, shape: shape)))
    return value
  }

  /// A number that may be used in many places.
  mutating func number(_ number: Double, _ type: ElementType) -> GraphValue {
    let key = "\(type) \(number)"
    if let known = knownConstants[key] { return known }
    let values: ConstantTensor.Values =
      switch type {
      case .float: .floats([Float(number)])
      case .double: .doubles([number])
      case .int64: .integers([Int64(number)])
      case .string, .boolean: preconditionFailure("a number has a type of numbers")
      }
    let value = constant(values, shape: [1], name: "number.\(number)")
    knownConstants[key] = value
    return value
  }

  /// A shape, −1 where it follows from the others.
  mutating func shape(_ sizes: [Int]) -> GraphValue {
    let key = "shape \(sizes)"
    if let known = knownConstants[key] { return known }
    let value = constant(
      .integers(sizes.map(Int64.init)), shape: [sizes.count],
      name: "shape.\(sizes.map(String.init).joined(separator: "x"))")
    knownConstants[key] = value
    return value
  }

  mutating func apply(_ kind: OperatorKind, _ inputs: GraphValue..., name: String) -> GraphValue {
    apply(kind, inputs, name: name)
  }

  mutating func apply(_ kind: OperatorKind, _ inputs: [GraphValue], name: String) -> GraphValue {
    let free = claim(name)
    let value = GraphValue(name: free)
    operators.append(GraphOperator(name: free, kind: kind, inputs: inputs, output: value))
    return value
  }

  /// Leaves out what no output is computed from. Inputs stay: whoever feeds the graph need not know
  /// which of them matter.
  func pruned() -> OperatorGraph {
    var needed = Set(outputs.map { GraphValue(name: $0.name) })
    var kept: [GraphOperator] = []
    for step in operators.reversed() where needed.contains(step.output) {
      kept.append(step)
      needed.formUnion(step.inputs)
    }
    var pruned = self
    pruned.operators = kept.reversed()
    pruned.constants = constants.filter { needed.contains($0.value) }
    return pruned
  }
}
