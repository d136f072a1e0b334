internal import LinearAlgebra

/// The products of all steps' weights with a slice's rows in one direction through a network,
/// planned once for a full slice. A slice that the batch fills only in part is multiplied whole:
/// what its other rows hold is nobody's.
struct PlannedMaps: Sendable {
  private let maps: [LinearMap]
  /// For each map; nil where it is not planned.
  private let products: [PlannedProduct?]
  private let packs: Bool
  private let isForward: Bool

  /// From the inputs to the outputs.
  ///
  /// - Parameters:
  ///   - rows: Of a slice.
  ///   - packs: Whether the weights are packed before the slices share them.
  ///   - lanes: How many slices may be multiplied side by side.
  init(forward schedule: NetworkSchedule, rows: Int, packs: Bool, lanes: Int) {
    maps = schedule.maps
    self.packs = packs
    isForward = true
    products = maps.indices.map { index in
      guard Self.isPlanned(forward: schedule, index) else { return nil }
      let map = schedule.maps[index]
      return PlannedProduct(
        FactorShape(rows: rows * map.repeats, columns: map.inputs),
        FactorShape(rows: map.outputs, columns: map.inputs, transposed: true), precision: .single,
        packs: packs, lanes: lanes)
    }
  }

  /// From the gradients at the outputs of all heads together to those at the first layer's units.
  /// On to the inputs, of which only some columns are wanted, no product is planned, but of several
  /// members, who learn what they read.
  ///
  /// - Parameters:
  ///   - rows: Of a slice.
  ///   - copies: How many tasks' gradients are stacked for each row; where there are several they
  ///     pass the heads one by one.
  init(backward schedule: NetworkSchedule, rows: Int, copies: Int, packs: Bool, lanes: Int) {
    maps = schedule.maps
    self.packs = packs
    isForward = false
    products = maps.indices.map { index in
      let map = schedule.maps[index]
      guard Self.isPlanned(backward: schedule, index, copies: copies) else { return nil }
      return PlannedProduct(
        FactorShape(rows: rows * copies * map.repeats, columns: map.outputs),
        FactorShape(rows: map.outputs, columns: map.inputs), precision: .single, packs: packs,
        lanes: lanes)
    }
  }

  /// Several members have weights of their own at the branch, and several groups products of their
  /// own.
  private static func isPlanned(forward schedule: NetworkSchedule, _ index: Int) -> Bool {
    (index < schedule.top || schedule.members == 1) && schedule.maps[index].groups == 1
  }

  private static func isPlanned(
    backward schedule: NetworkSchedule, _ index: Int, copies: Int
  ) -> Bool {
    let isOne = schedule.members == 1
    let isPassed = index == schedule.top ? copies == 1 && isOne : index > 0 || !isOne
    let map = schedule.maps[index]
    return isPassed && !map.propagated.isEmpty && map.groups == 1
  }

  /// The numbers that are packed on the way forward.
  static func packedCount(forward schedule: NetworkSchedule, packs: Bool) -> Double {
    schedule.maps.indices.reduce(0) { sum, index in
      packs && isPlanned(forward: schedule, index)
        ? sum + Double(schedule.maps[index].weight.count) : sum
    }
  }

  /// The numbers that are packed on the way back.
  static func packedCount(backward schedule: NetworkSchedule, copies: Int, packs: Bool) -> Double {
    schedule.maps.indices.reduce(0) { sum, index in
      packs && isPlanned(backward: schedule, index, copies: copies)
        ? sum + Double(schedule.maps[index].weight.count) : sum
    }
  }

  /// Packs the weights of the step, if they are to be packed.
  func pack(parameters: Matrix, workers: Workers) {
    guard packs else { return }
    workers.perform(maps.count, Packing(planned: self, parameters: parameters))
  }

  /// Multiplies a slice's rows by the weights of a map.
  func multiply(_ index: Int, _ x: Matrix, into y: Matrix, parameters: Matrix, lane: Int) {
    let map = maps[index]
    guard map.groups == 1 else {
      return isForward
        ? map.forwardGroups(x, into: y, parameters: parameters)
        : map.backwardGroups(x, into: y, parameters: parameters)
    }
    guard let product = products[index] else { preconditionFailure("not on the way") }
    let (from, to) = isForward ? (x.sides(map.repeats), y) : (x, y.sides(map.repeats))
    product.assign(
      from.factor, packs ? nil : parameters.tensor(map.weight).factor, to: to, lane: lane)
  }

  /// A part is a map.
  private struct Packing: ParallelWork {
    let planned: PlannedMaps
    let parameters: Matrix

    func compute(part: Int, lane: Int) {
      planned.products[part]?.pack(parameters.tensor(planned.maps[part].weight).factor)
    }
  }
}

/// The products that give a slice's gradients of all maps' weights, planned once for a full slice:
/// of the gradients at a map's outputs, transposed, and what it reads. Not those of several
/// members' weights at the branch, nor where tasks adapt the layers, each of which has a product of
/// its own.
struct PlannedGradients: Sendable {
  private let maps: [LinearMap]
  /// For each map; nil where it has several groups.
  private let products: [PlannedProduct?]

  /// - Parameters:
  ///   - rows: Of a slice.
  ///   - lanes: How many slices may be multiplied side by side.
  init(_ schedule: NetworkSchedule, rows: Int, lanes: Int) {
    let count = schedule.adapts ? 0 : schedule.top + (schedule.members > 1 ? 0 : 1)
    maps = schedule.maps
    products = schedule.maps.prefix(count).map { map in
      guard map.groups == 1 else { return nil }
      return PlannedProduct(
        FactorShape(rows: rows * map.repeats, columns: map.outputs, transposed: true),
        FactorShape(rows: rows * map.repeats, columns: map.inputs), precision: .single,
        lanes: lanes)
    }
  }

  /// The gradient of a map's weight: outputs × inputs.
  ///
  /// - Parameters:
  ///   - dy: A full slice's rows × outputs.
  ///   - x: A full slice's rows × inputs.
  func multiply(
    _ index: Int, _ dy: Matrix, _ x: Matrix, of slice: BatchSlice, into gradient: Matrix, lane: Int
  ) {
    let map = maps[index]
    if slice.isFull, let product = products[index] {
      return product.assign(dy.factor, x.sides(map.repeats).factor, to: gradient, lane: lane)
    }
    // The sum must not reach the rows that the batch does not have.
    let rows = 0..<slice.rows.count
    let (dy, x) = (dy.rows(0..<rows.count * map.repeats), x.rows(rows))
    guard map.groups == 1 else {
      return map.backwardWeight(
        x, dy: dy, gradient: gradient, units: 0..<map.outputs, adding: false)
    }
    gradient.assignProduct(dy.transposed, x.sides(map.repeats).plain)
  }
}
