internal import Datasets

/// What a network reads of a table, as `EncodedFeatures` has it, N rows each.
struct EncodedColumns {
  /// Scaled numbers and indicators of missing cells, a column each.
  private(set) var numbers: [GraphValue] = []
  /// For each one-hot feature its slots.
  private(set) var hot: [GraphValue] = []
  /// For each embedded category the place of its slot.
  private(set) var embedded: [GraphValue] = []
  /// For each spline the number's position among its knots.
  private(set) var positions: [GraphValue] = []

  init(_ features: [Feature], of inputs: ColumnInputs, in graph: inout OperatorGraph) {
    for feature in features {
      let name = feature.name
      switch feature.encoding {
      case .numeric(let scaling):
        var steps = Arithmetic(taking: &graph, type: .double, prefix: name)
        let number = inputs.number(name)
        let scaled = steps.scaled(number, by: scaling)
        add(scaled, of: number, indicating: scaling.indicatesMissing, &steps)
        graph = steps.graph
      case .embeddedNumber(let embedding):
        var steps = Arithmetic(taking: &graph, type: .double, prefix: name)
        let number = inputs.number(name)
        let scaled = steps.scaled(number, by: embedding)
        add(scaled, of: number, indicating: embedding.indicatesMissing, &steps)
        if embedding.embedding.hasSpline {
          positions.append(steps.position(number, among: embedding.knots))
        }
        graph = steps.graph
      case .oneHot(let slots):
        let place = Self.slot(name, slots, inputs, in: &graph)
        let all = graph.constant(
          .integers((0..<slots.count).map(Int64.init)), shape: [1, slots.count],
          name: "\(name).slots")
        let isSlot = graph.apply(.equal, place, all, name: "\(name).is_slot")
        hot.append(graph.apply(.cast(.float), isSlot, name: "\(name).one_hot"))
      case .embedding(let slots, _):
        embedded.append(Self.slot(name, slots, inputs, in: &graph))
      }
    }
  }

  private mutating func add(
    _ scaled: GraphValue, of number: GraphValue, indicating indicatesMissing: Bool,
    _ steps: inout Arithmetic
  ) {
    numbers.append(scaled)
    guard indicatesMissing else { return }
    numbers.append(steps.cast(steps.isNaN(number), to: .float))
  }

  private static func slot(
    _ name: String, _ slots: CategorySlots, _ inputs: ColumnInputs, in graph: inout OperatorGraph
  ) -> GraphValue {
    inputs.places(
      name, of: slots.categories, first: Int(CategorySlots.unknown) + 1,
      missing: Int(slots.missing), unknown: Int(CategorySlots.unknown), in: &graph)
  }
}

extension Arithmetic {
  /// A number less the mean over the deviation, as a Float; 0 for a missing one.
  fileprivate mutating func scaled(
    _ number: GraphValue, by scaling: Standardisation
  ) -> GraphValue {
    let distance = subtract(number, constant(scaling.mean))
    let scaled = divide(distance, constant(scaling.deviation))
    return cast(choose(isNaN(number), constant(0), scaled), to: .float)
  }

  /// x̃ of a number, as a Float: see `EmbeddedNumber`.
  fileprivate mutating func scaled(
    _ number: GraphValue, by embedding: EmbeddedNumber
  ) -> GraphValue {
    let z = divide(subtract(number, constant(embedding.centre)), constant(embedding.scale))
    // Beyond this the square of a share is more than a number can hold, and x̃ at its bound.
    let most = EmbeddedNumber.bound * EmbeddedNumber.greatestShare
    let bounded = maximum(minimum(z, constant(most)), constant(-most))
    let share = divide(bounded, constant(EmbeddedNumber.bound))
    let length = squareRoot(add(multiply(share, share), constant(1)))
    return cast(choose(isNaN(number), constant(0), divide(bounded, length)), to: .float)
  }

  /// Where a number lies among knots, as a Float: bin + share of it. A missing one is at the first.
  fileprivate mutating func position(_ number: GraphValue, among knots: [Double]) -> GraphValue {
    let present = choose(isNaN(number), constant(knots[0]), number)
    let last = knots[knots.count - 1]
    // Halves, as the distance of two knots may be more than a number can hold.
    let half = multiply(
      maximum(minimum(present, constant(last)), constant(knots[0])), constant(0.5))
    let starts = knots.dropLast().map { $0 / 2 }
    let widths = zip(knots, knots.dropFirst()).map { $1 / 2 - $0 / 2 }
    let shape = [1, starts.count]
    let from = constants(starts, shape: shape, name: "knots")
    let width = constants(widths, shape: shape, name: "widths")
    let shares = divide(subtract(half, from), width)
    let bounded = maximum(minimum(shares, constant(1)), constant(0))
    return cast(sum(bounded), to: .float)
  }
}
