internal import LinearAlgebra

/// A task's own layers: what stands on its part of the branch's products, up to its outputs. A
/// thread carries a slice's rows through all towers, and back to the branch as soon as the losses
/// are known: what towers learn is no task's but one, so nothing has to be weighed before.
///
/// A task's own expert is one as well, on its part of a path's products, up to the branch's.
struct Tower: Sendable {
  /// The hidden layers; the first one's product is the branch's.
  let layers: [DenseStep]
  /// The head's weight.
  let head: TensorPlace
  /// The head's bias; nil where the head is a branch, which is learnt there.
  let bias: TensorPlace?
  /// The tower's columns among all outputs.
  let outputs: Range<Int>
  /// How many members the head has weights for, as at the branch.
  let members: Int
  /// What it learns, but for the weight of its first product where that is learnt below.
  let places: [TensorPlace]

  /// The widest matrix that a slice's rows need room for: at a layer, or what several members read
  /// of the branch.
  var width: Int { layers.reduce(members > 1 ? layers[0].map.inputs : 0) { max($0, $1.width) } }

  /// Computes the outputs of some rows.
  ///
  /// - Parameters:
  ///   - products: The tower's part of the branch's products, rows × columns.
  ///   - outputs: rows × all outputs.
  ///   - activations: Keeps what the way back needs.
  ///   - rows: The rows' places in the batch.
  func forward(
    _ products: Matrix, into outputs: Matrix, keeping activations: Activations, rows: Range<Int>,
    _ room: TowerRoom, parameters: Matrix, dropout: DropoutKey?
  ) {
    var x = products
    for (depth, layer) in layers.enumerated() {
      let kept = activations.block(layer.index, rows: rows)
      let place = room.matrix(0, rows: rows.count, columns: layer.width)
      let z = kept.products ?? place
      if depth == 0 {
        z.copy(x)
      } else {
        z.assignProduct(x.plain, parameters.tensor(layer.map.weight).transposed)
      }
      let next = depth + 1 < layers.count ? layers[depth + 1] : nil
      let above = next.map { activations.block($0.index, rows: rows) }
      layer.activate(
        z, keeping: kept, feeding: next?.reading(parameters, result: above?.inputs), room: place,
        parameters: parameters, dropout: dropout, firstRow: rows.lowerBound)
      x = above?.inputs ?? kept.outputs
    }
    let y = outputs.columns(self.outputs)
    let weights = parameters.tensor(head)
    for member in 0..<members {
      y.rows(of: member, among: members).assignProduct(
        x.rows(of: member, among: members).plain,
        weights.rows(of: member, among: members).transposed)
    }
    guard let bias else { return }
    if members > 1 {
      y.addToRows(parameters.tensor(bias), members: members)
    } else {
      y.addToRows(parameters.tensor(bias))
    }
  }

  /// Computes the gradients of what the tower learns, and those at its part of the branch's
  /// products.
  ///
  /// - Parameters:
  ///   - slopes: Those at the outputs, rows × all outputs.
  ///   - read: What the branch reads, rows × inputs.
  ///   - dx: Receives those at the branch's products.
  ///   - gradient: Receives the others.
  func backward(
    _ slopes: Matrix, read: Matrix, into dx: Matrix, of activations: Activations, rows: Range<Int>,
    _ room: TowerRoom, parameters: Matrix, gradient: StackedGradient
  ) {
    func weight(_ place: TensorPlace, _ dy: Matrix, _ x: Matrix) {
      gradient.block(place).reshaped(rows: place.rows, columns: place.columns)
        .assignProduct(dy.transposed, x.plain)
    }
    var dy = slopes.columns(self.outputs)
    if let bias {
      let sums = gradient.block(bias)
      sums.clear()
      if members > 1 {
        sums.addColumnSums(of: dy, members: members)
      } else {
        sums.addColumnSums(of: dy)
      }
    }
    for (depth, layer) in layers.enumerated().reversed() {
      let kept = activations.block(layer.index, rows: rows)
      let gradients = room.matrix(depth % 2, rows: rows.count, columns: layer.width)
      var above: MemberReading?
      if depth + 1 < layers.count {
        let next = layers[depth + 1]
        let inputs = activations.block(next.index, rows: rows).inputs ?? kept.outputs
        weight(next.map.weight, dy, inputs)
        gradients.assignProduct(dy.plain, parameters.tensor(next.map.weight).plain)
        above = next.reading(parameters, result: next.sums(in: gradient).input)
      } else {
        let ofHead = bias.map { _ in
          gradient.block(head).reshaped(rows: head.rows, columns: head.columns)
        }
        let weights = parameters.tensor(head)
        for member in 0..<members {
          let own = dy.rows(of: member, among: members)
          ofHead?.rows(of: member, among: members).assignProduct(
            own.transposed, kept.outputs.rows(of: member, among: members).plain)
          gradients.rows(of: member, among: members).assignProduct(
            own.plain, weights.rows(of: member, among: members).plain)
        }
      }
      let sums = layer.sums(in: gradient)
      sums.clear()
      layer.backwardToProducts(
        gradients, of: kept, parameters: parameters, copies: 1, sums: sums, above: above)
      dy = gradients
    }
    dx.copy(dy)
    if members > 1 { learnReading(read, dy, room, parameters: parameters, gradient: gradient) }
  }

  /// The gradients of the first layer's weight and of the factors of what each member reads.
  ///
  /// - Parameter dy: Those at the first layer's products, in the room's first place.
  private func learnReading(
    _ read: Matrix, _ dy: Matrix, _ room: TowerRoom, parameters: Matrix, gradient: StackedGradient
  ) {
    let first = layers[0]
    guard let place = first.inputPlace, let factors = first.inputScale(parameters) else { return }
    let weight = first.map.weight
    // Side by side the members' rows are one, and so are their factors.
    let width = members * weight.columns
    let inputs = read.reshaped(rows: read.rows / members, columns: width)
    let (scale, sums) = (factors.reshaped(rows: 1, columns: width), gradient.block(place))
    let scaled = room.matrix(1, rows: read.rows, columns: weight.columns)
    let side = scaled.reshaped(rows: inputs.rows, columns: width)
    side.spread(inputs, members: 1, scale: scale)
    gradient.block(weight).reshaped(rows: weight.rows, columns: weight.columns)
      .assignProduct(dy.transposed, scaled.plain)
    scaled.assignProduct(dy.plain, parameters.tensor(weight).plain)
    sums.clear()
    side.leaveSpread(
      inputs, into: nil, at: 0..<0, members: 1, copies: 1,
      factors: MemberReading(scale: scale, result: sums))
  }
}

/// Room for one slice's rows at two layers of a tower.
struct TowerRoom: Sendable {
  private let memory: FloatBuffer

  init(rows: Int, width: Int) {
    memory = FloatBuffer(count: 2 * rows * width)
  }

  /// One of two places.
  func matrix(_ place: Int, rows: Int, columns: Int) -> Matrix {
    memory.matrix(at: place * (memory.count / 2), rows: rows, columns: columns)
  }
}

/// What a pass holds of its towers, or of tasks' own experts: for each slice a room, and gradients
/// of its own.
struct TowerRooms: Sendable {
  private let towers: [Tower]
  private let rooms: [TowerRoom]
  private let gradients: [FloatBuffer]
  /// The first parameter whose gradients are held: what is learnt in all places lies together.
  private let start: Int

  init(_ towers: [Tower], _ plan: SlicePlan, hasGradients: Bool) {
    self.towers = towers
    let (width, count) = (Self.width(towers), Self.parameterCount(towers))
    start = towers.first?.places.first?.offset ?? 0
    rooms = (0..<plan.count).map { _ in TowerRoom(rows: plan.rows, width: width) }
    gradients = (0..<plan.count).map { _ in FloatBuffer(count: hasGradients ? count : 0) }
  }

  private static func width(_ towers: [Tower]) -> Int {
    towers.reduce(0) { max($0, $1.width) }
  }

  private static func parameterCount(_ towers: [Tower]) -> Int {
    towers.flatMap(\.places).reduce(0) { $0 + $1.count }
  }

  /// The numbers it holds.
  static func count(_ towers: [Tower], _ plan: SlicePlan, hasGradients: Bool) -> Double {
    2 * Double(plan.totalRows * width(towers))
      + (hasGradients ? Double(plan.count) * Double(parameterCount(towers)) : 0)
  }

  /// A slice's room.
  func room(of slice: Int) -> TowerRoom { rooms[slice] }

  /// A slice's part of the gradients of what towers learn.
  func gradient(of slice: Int) -> StackedGradient {
    StackedGradient(values: gradients[slice].vector, copies: 1, start: start)
  }

  /// Writes Σ weight · gradient of what towers learn into a vector of all parameters. A task of
  /// weight 0 leaves no trace.
  func add(weights: [Double], slices: Int, to gradient: Matrix, workers: Workers) {
    guard !towers.isEmpty else { return }
    workers.perform(
      towers.count, Sums(rooms: self, weights: weights, slices: slices, gradient: gradient))
  }

  /// Adding up the slices' parts, in their order; a part is a task.
  private struct Sums: ParallelWork {
    let rooms: TowerRooms
    let weights: [Double]
    let slices: Int
    let gradient: Matrix

    func compute(part: Int, lane: Int) {
      for place in rooms.towers[part].places {
        let sum = gradient.part(at: place.offset, rows: 1, columns: place.count)
        sum.copy(rooms.gradient(of: 0).block(place))
        for slice in 1..<max(slices, 1) { sum.add(rooms.gradient(of: slice).block(place)) }
        if weights[part] != 1 { sum.scaleColumns(by: Float(weights[part])) }
      }
    }
  }
}
