internal import LinearAlgebra

/// A hidden layer: a dense layer, if asked a normalisation, then the activation and dropout.
struct DenseStep: Sendable {
  /// Its place among the hidden layers; tells the masks of a network's layers apart.
  let index: Int
  let map: LinearMap

  private let bias: TensorPlace
  private let adapter: (input: TensorPlace, output: TensorPlace)?
  private let norm: (gain: TensorPlace, shift: TensorPlace)?
  private let activation: Activation
  private let dropout: Float
  private let members: Int
  private let experts: Int
  /// Whether what members read by is learnt with the layer: the branch's is learnt by the tower.
  private let learnsInput: Bool
  /// Those of its parameters whose gradients are sums over rows, in their order: all but the
  /// weight, and at the branch what members read by.
  private let summed: [TensorPlace]

  /// - Parameters:
  ///   - places: Of the node's parameters, in their order, and behind them of all tasks' adapters,
  ///     if there are any.
  ///   - propagated: The inputs whose gradients are wanted.
  init(_ node: DenseNode, index: Int, places: [TensorPlace], propagated: Range<Int>) {
    self.index = index
    members = node.members
    let hasMembers = node.members > 1
    map = LinearMap(
      weight: places[0], propagated: hasMembers ? 0..<node.inputs : propagated,
      groups: node.groups)
    experts = node.experts
    adapter = hasMembers ? (input: places[1], output: places[2]) : nil
    let own = hasMembers ? 3 : 1
    bias = places[own]
    // Each expert has its part of the gains.
    func parts(_ place: TensorPlace) -> TensorPlace {
      TensorPlace(
        offset: place.offset, rows: place.rows * node.experts,
        columns: place.columns / node.experts)
    }
    norm = node.layerNorm ? (gain: parts(places[own + 1]), shift: parts(places[own + 2])) : nil
    learnsInput = hasMembers && !node.isBranch
    summed = Array(places.dropFirst(hasMembers && node.isBranch ? 2 : 1))
    activation = node.activation
    dropout = Float(node.dropout)
  }

  var width: Int { map.outputs }

  /// The numbers of those of its parameters whose gradients are sums over rows.
  var sumCount: Int { summed.reduce(0) { $0 + $1.count } }

  /// Where the factors are of what each member reads; nil for one.
  var inputPlace: TensorPlace? { adapter?.input }

  /// Each member's factors of what it reads; nil where there is one.
  func inputScale(_ parameters: Matrix) -> Matrix? {
    adapter.map { parameters.tensor($0.input) }
  }

  /// What it reads of the layer below.
  ///
  /// - Parameter result: Receives that, or the sums of the factors' gradients; nil where it reads
  ///   outputs as they are.
  func reading(_ parameters: Matrix, result: Matrix?) -> MemberReading? {
    guard let scale = inputScale(parameters), let result else { return nil }
    return MemberReading(scale: scale, result: result)
  }

  /// Turns the products of the layer's weights with some rows into the outputs, and keeps what the
  /// way back needs. Dropout acts if a key is given.
  ///
  /// - Parameters:
  ///   - z: The products, rows × width; what they become is not to be read, unless they are kept.
  ///   - next: Receives what the layer above reads, if that is something else.
  ///   - room: For as many numbers as products, where these are kept.
  ///   - firstRow: The first row's place among those of the pass.
  func activate(
    _ z: Matrix, keeping rows: DenseRows, feeding next: MemberReading? = nil, room: Matrix,
    parameters: Matrix, dropout key: DropoutKey?, firstRow: Int
  ) {
    let mask = key.flatMap {
      dropout > 0
        ? DropoutMask(
          probability: dropout, key: $0.key(layer: index), firstRow: $0.firstRow + firstRow) : nil
    }
    var (z, bias): (Matrix, Matrix?) = (z, parameters.tensor(bias))
    var adapter = memberAdapter(parameters)
    if let norm, let kept = rows.normalised {
      if let own = adapter {
        room.adapt(z, by: own)
        (z, adapter) = (room, nil)
      } else {
        z.addToRows(parameters.tensor(self.bias))
      }
      z.sides(experts).assignLayerNorm(
        of: z.sides(experts), gain: parameters.tensor(norm.gain),
        shift: parameters.tensor(norm.shift), epsilon: DenseNode.epsilon, keeping: kept)
      bias = nil
    }
    let (outputs, slopes) = (rows.outputs, rows.slopes)
    switch (activation, members > 1) {
    case (.relu, false):
      z.activateReLU(adding: bias, into: outputs, slopes: slopes, dropout: mask)
    case (.gelu, false):
      z.activateGELU(adding: bias, into: outputs, slopes: slopes, dropout: mask)
    case (.relu, true):
      z.activateReLU(
        adapter, members: members, into: outputs, slopes: slopes, reading: next, dropout: mask)
    case (.gelu, true):
      z.activateGELU(
        adapter, members: members, into: outputs, slopes: slopes, reading: next, dropout: mask)
    }
  }

  private func memberAdapter(_ parameters: Matrix) -> MemberAdapter? {
    adapter.map {
      MemberAdapter(scale: parameters.tensor($0.output), bias: parameters.tensor(bias))
    }
  }

  /// Turns the gradients of what is read of the outputs of some rows, stacked `copies` a row, into
  /// those of the products, in their place. Adds those of the layer's parameters to `sums`.
  ///
  /// - Parameter above: What the layer above reads by, and where its gradients are added; nil where
  ///   outputs are read as they are.
  func backwardToProducts(
    _ gradients: Matrix, of rows: DenseRows, parameters: Matrix, copies: Int, sums: DenseSums,
    above: MemberReading? = nil
  ) {
    guard let adapter = memberAdapter(parameters), let own = sums.adapter,
      let products = rows.products
    else {
      guard norm != nil else {
        return gradients.applySlopes(rows.slopes, copies: copies, addingSumsTo: sums.bias)
      }
      gradients.applySlopes(rows.slopes, copies: copies)
      leaveNorm(gradients, of: rows, parameters: parameters, copies: copies, sums: sums)
      return sums.bias.reshaped(rows: 1, columns: sums.bias.count)
        .addColumnSums(of: gradients.reshaped(rows: rows.slopes.rows, columns: sums.bias.count))
    }
    gradients.leaveActivation(
      rows.outputs, slopes: rows.slopes, members: members, copies: copies, reading: above)
    leaveNorm(gradients, of: rows, parameters: parameters, copies: copies, sums: sums)
    gradients.leaveAdapter(of: products, by: adapter, copies: copies, sums: own)
  }

  /// From the gradients of a normalisation's outputs to those of what it reads, if there is one.
  private func leaveNorm(
    _ gradients: Matrix, of rows: DenseRows, parameters: Matrix, copies: Int, sums: DenseSums
  ) {
    guard let norm, let kept = rows.normalised, let ofNorm = sums.norm else { return }
    gradients.assignLayerNormGradient(
      of: kept, groups: experts, gain: parameters.tensor(norm.gain), output: gradients,
      copies: copies,
      gainGradient: ofNorm.gain, shiftGradient: ofNorm.shift)
  }

  /// The sums in gradients of all parameters.
  func sums(in gradient: StackedGradient) -> DenseSums {
    sums(copies: gradient.copies) { gradient.block($0) }
  }

  /// The sums in room for them alone, of `sumCount` · copies numbers from a place on.
  func sums(in room: FloatBuffer, at offset: Int, copies: Int) -> DenseSums {
    sums(copies: copies) {
      room.matrix(
        at: offset + copies * ($0.offset - summed[0].offset), rows: copies, columns: $0.count)
    }
  }

  /// - Parameter block: Where the sums of a parameter are: copies × its numbers.
  private func sums(copies: Int, in block: (TensorPlace) -> Matrix) -> DenseSums {
    func rows(_ place: TensorPlace) -> Matrix {
      block(place).reshaped(rows: copies * place.rows, columns: place.columns)
    }
    return DenseSums(
      bias: rows(bias), norm: norm.map { (gain: rows($0.gain), shift: rows($0.shift)) },
      input: learnsInput ? adapter.map { rows($0.input) } : nil,
      output: adapter.map { rows($0.output) })
  }
}

/// Those gradients of a hidden layer that are sums over rows, for each of some copies.
struct DenseSums: Sendable {
  /// copies × width, or a row for each copy's members.
  let bias: Matrix
  /// Those of a normalisation: copies × width.
  let norm: (gain: Matrix, shift: Matrix)?
  /// Those of what members read by: (copies · members) × inputs; nil for one member, and where the
  /// branch has them.
  let input: Matrix?
  /// Those of what members multiply products by: (copies · members) × width.
  let output: Matrix?

  /// With the biases, what follows a member's products.
  var adapter: MemberAdapter? { output.map { MemberAdapter(scale: $0, bias: bias) } }

  /// Makes all sums zero.
  func clear() {
    bias.clear()
    norm?.gain.clear()
    norm?.shift.clear()
    input?.clear()
    output?.clear()
  }

  /// Adds other rows' sums, but for those of what members read by, which are complete later.
  func add(_ other: DenseSums) {
    bias.add(other.bias)
    if let norm, let others = other.norm {
      norm.gain.add(others.gain)
      norm.shift.add(others.shift)
    }
    if let output, let others = other.output { output.add(others) }
  }

  /// Multiplies the rows of each of some tasks that adapt the layer by a weight.
  func weigh(by weights: [Double]) {
    for (task, weight) in weights.enumerated() where weight != 1 {
      weigh(bias, task, weight)
      if let norm {
        weigh(norm.gain, task, weight)
        weigh(norm.shift, task, weight)
      }
      if let input { weigh(input, task, weight) }
      if let output { weigh(output, task, weight) }
    }
  }

  private func weigh(_ sums: Matrix, _ task: Int, _ weight: Double) {
    sums.rows(task..<task + 1).scaleColumns(by: Float(weight))
  }

  /// Adds those of what members read by.
  func addInput(_ other: DenseSums) {
    if let input, let others = other.input { input.add(others) }
  }
}

/// What a hidden layer leaves behind of some rows on the way forward.
struct DenseRows: Sendable {
  /// rows × width: what the next layer reads.
  let outputs: Matrix
  /// rows × width: the slopes of the activation at each unit, 0 for a silenced one.
  let slopes: Matrix
  /// Of several members the products, rows × width.
  let products: Matrix?
  /// Of several members what the layer reads, rows × inputs.
  let inputs: Matrix?
  /// What a normalisation keeps.
  let normalised: NormalisedRows?

  /// The matrices of `DenseNode.kept`.
  init(_ kept: [Matrix], hasMembers: Bool) {
    (outputs, slopes) = (kept[0], kept[1])
    (products, inputs) = hasMembers ? (kept[2], kept[3]) : (nil, nil)
    let rest = kept.dropFirst(hasMembers ? 4 : 2)
    normalised =
      rest.count > 1
      ? NormalisedRows(
        normalised: rest[rest.startIndex].sides(rest[rest.startIndex + 1].columns),
        inverseDeviation: rest[rest.startIndex + 1].sides(rest[rest.startIndex + 1].columns))
      : nil
  }

  private init(
    outputs: Matrix, slopes: Matrix, products: Matrix?, inputs: Matrix?,
    normalised: NormalisedRows?
  ) {
    (self.outputs, self.slopes, self.normalised) = (outputs, slopes, normalised)
    (self.products, self.inputs) = (products, inputs)
  }

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> DenseRows {
    DenseRows(
      outputs: outputs.rows(range), slopes: slopes.rows(range), products: products?.rows(range),
      inputs: inputs?.rows(range),
      normalised: normalised.map {
        // A row for each expert.
        let experts = outputs.rows > 0 ? $0.normalised.rows / outputs.rows : 1
        let all = range.lowerBound * experts..<range.upperBound * experts
        return NormalisedRows(
          normalised: $0.normalised.rows(all), inverseDeviation: $0.inverseDeviation.rows(all))
      })
  }
}
