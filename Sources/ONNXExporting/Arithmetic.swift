/// Operators on numbers of one type, under names that say what they are for.
struct Arithmetic {
  private(set) var graph: OperatorGraph
  private let type: ElementType
  private let prefix: String

  /// - Parameters:
  ///   - graph: What they are added to, to be taken back from `graph`; empty until then, so that it is
  ///     not copied.
  ///   - type: Of the numbers.
  ///   - prefix: What the operators' names begin with.
  init(taking graph: inout OperatorGraph, type: ElementType, prefix: String) {
    self.graph = graph
    graph = OperatorGraph()
    self.type = type
    self.prefix = prefix
  }

  mutating func constant(_ number: Double) -> GraphValue { graph.number(number, type) }

  /// A tensor of constants.
  mutating func constants(_ numbers: [Double], shape: [Int], name: String) -> GraphValue {
    graph.constant(
      type == .float ? .floats(numbers.map { Float($0) }) : .doubles(numbers), shape: shape,
      name: "\(prefix).\(name)")
  }

  private mutating func apply(_ kind: OperatorKind, _ inputs: GraphValue..., as word: String)
    -> GraphValue
  { graph.apply(kind, inputs, name: "\(prefix).\(word)") }

  mutating func add(_ a: GraphValue, _ b: GraphValue) -> GraphValue { apply(.add, a, b, as: "sum") }
  mutating func subtract(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.subtract, a, b, as: "difference")
  }
  mutating func multiply(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.multiply, a, b, as: "product")
  }
  mutating func divide(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.divide, a, b, as: "ratio")
  }
  mutating func minimum(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.minimum, a, b, as: "least")
  }
  mutating func maximum(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.maximum, a, b, as: "greatest")
  }
  mutating func floor(_ a: GraphValue) -> GraphValue { apply(.floor, a, as: "floor") }
  mutating func squareRoot(_ a: GraphValue) -> GraphValue { apply(.squareRoot, a, as: "root") }
  mutating func exponential(_ a: GraphValue) -> GraphValue {
    apply(.exponential, a, as: "exponential")
  }
  mutating func logarithm(_ a: GraphValue) -> GraphValue { apply(.logarithm, a, as: "logarithm") }
  mutating func isNaN(_ a: GraphValue) -> GraphValue { apply(.isNaN, a, as: "is_missing") }
  mutating func equal(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.equal, a, b, as: "is_equal")
  }
  mutating func greater(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.greater, a, b, as: "is_above")
  }
  mutating func greaterOrEqual(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.greaterOrEqual, a, b, as: "reaches")
  }
  /// The second where the first holds, the third elsewhere.
  mutating func choose(_ condition: GraphValue, _ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.choose, condition, a, b, as: "choice")
  }
  mutating func product(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    apply(.matrixProduct, a, b, as: "matrix_product")
  }
  mutating func softmax(_ a: GraphValue) -> GraphValue { apply(.softmax, a, as: "softmax") }
  mutating func relu(_ a: GraphValue) -> GraphValue { apply(.relu, a, as: "relu") }
  mutating func erf(_ a: GraphValue) -> GraphValue { apply(.erf, a, as: "erf") }
  mutating func cosineOfFloat(_ a: GraphValue) -> GraphValue { apply(.cosine, a, as: "cosine") }
  mutating func concatenate(_ parts: [GraphValue]) -> GraphValue {
    graph.apply(.concatenate(axis: 1), parts, name: "\(prefix).side_by_side")
  }
  mutating func reshape(_ a: GraphValue, _ shape: [Int]) -> GraphValue {
    apply(.reshape, a, graph.shape(shape), as: "shaped")
  }
  mutating func transpose(_ a: GraphValue, _ axes: [Int]) -> GraphValue {
    apply(.transpose(axes), a, as: "turned")
  }
  /// One of the matrices of a stack.
  mutating func slice(_ stack: GraphValue, at place: Int) -> GraphValue {
    let index = graph.constant(
      .integers([Int64(place)]), shape: [], name: "\(prefix).place.\(place)")
    return apply(.gather(axis: 0), stack, index, as: "slice")
  }
  /// Some of the columns, whatever stands before these.
  mutating func columns(_ a: GraphValue, _ places: Range<Int>) -> GraphValue {
    let index = graph.constant(
      .integers(places.map(Int64.init)), shape: [places.count], name: "\(prefix).columns")
    return apply(.gather(axis: -1), a, index, as: "outputs")
  }
  /// The mean over the last axis, which is kept with one entry.
  mutating func meanOfRow(_ a: GraphValue) -> GraphValue {
    apply(.mean(axis: -1, isKept: true), a, as: "mean")
  }
  /// The mean of a stack of matrices.
  mutating func meanOfStack(_ a: GraphValue) -> GraphValue {
    apply(.mean(axis: 0, isKept: false), a, as: "mean")
  }
  /// The sum over the columns, which become one.
  mutating func sum(_ a: GraphValue) -> GraphValue {
    apply(.sum, a, graph.shape([1]), as: "total")
  }
  /// The mean over the columns, which become one.
  mutating func mean(_ a: GraphValue) -> GraphValue {
    apply(.mean(axis: 1, isKept: true), a, as: "mean")
  }
  /// The greatest of the columns, which become one.
  mutating func greatest(_ a: GraphValue) -> GraphValue {
    apply(.greatestOfColumns, a, as: "greatest_of_columns")
  }
  /// The place of the greatest of the columns, the first of equal ones.
  mutating func placeOfGreatest(_ a: GraphValue) -> GraphValue {
    apply(.placeOfGreatest, a, as: "place_of_greatest")
  }
  /// Entries of a vector.
  mutating func entries(_ vector: GraphValue, at places: GraphValue) -> GraphValue {
    apply(.gather(axis: 0), vector, places, as: "entry")
  }
  mutating func cast(_ a: GraphValue, to type: ElementType) -> GraphValue {
    apply(.cast(type), a, as: "\(type)")
  }
  mutating func remainder(_ a: GraphValue, by divisor: Double) -> GraphValue {
    let whole = floor(divide(a, constant(divisor)))
    return subtract(a, multiply(whole, constant(divisor)))
  }

  /// Doubles as a table holds numbers: their distance from an origin as a Float, exact from there on.
  mutating func rounded(_ a: GraphValue, from origin: Double) -> GraphValue {
    guard origin != 0 else { return cast(cast(a, to: .float), to: .double) }
    let single = cast(cast(subtract(a, constant(origin)), to: .float), to: .double)
    return add(single, constant(origin))
  }

  // Runtimes have sines of Floats alone.
  mutating func sine(_ a: GraphValue) -> GraphValue {
    cast(apply(.sine, cast(a, to: .float), as: "sine"), to: .double)
  }
  mutating func cosine(_ a: GraphValue) -> GraphValue {
    cast(apply(.cosine, cast(a, to: .float), as: "cosine"), to: .double)
  }
}
