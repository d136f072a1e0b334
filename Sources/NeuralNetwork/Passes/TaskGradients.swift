internal import LinearAlgebra

/// The gradients of the shared parameters for every task at once, and their inner products.
///
/// They are held whole, so that the update is a combination of them, where that takes no more than
/// a given number of bytes; it is faster. Otherwise one group of parameters is held at a time, no
/// more than a layer's, and the update takes another backward pass.
struct TaskGradients: Sendable {
  /// Whether the gradients of all groups are held.
  let isWhole: Bool

  private let shared: [TensorPlace]
  private let workers: Workers
  private let copies: Int
  private let memory: FloatBuffer
  private let parts: GramianParts

  /// A product reads so many numbers of each task at least: fewer are not worth a thread.
  private static let (partCount, leastColumns) = (4, 4096)

  init(_ network: MultiTaskNetwork, workers: Workers, most bytes: Int) {
    shared = network.layout.sharedSegments.map(\.place)
    self.workers = workers
    copies = network.tasks.count
    isWhole = Self.isWhole(network, most: bytes)
    memory = FloatBuffer(count: copies * Self.columns(network, isWhole: isWhole))
    parts = GramianParts(partCount: Self.partCount, count: copies)
  }

  /// Whether the gradients of all groups take no more than so many bytes.
  static func isWhole(_ network: MultiTaskNetwork, most bytes: Int) -> Bool {
    let count = Double(network.tasks.count) * Double(network.layout.sharedCount)
    return count * Double(MemoryLayout<Float>.stride) <= Double(bytes)
  }

  /// How many numbers of each task are held: those of all groups, or of the largest.
  private static func columns(_ network: MultiTaskNetwork, isWhole: Bool) -> Int {
    let schedule = network.schedule
    let groups = (schedule.places + [schedule.embeddings.tables])
      .map { $0.reduce(0) { $0 + $1.count } }
    return isWhole ? network.layout.sharedCount : groups.max() ?? 0
  }

  /// The bytes it takes.
  static func bytes(_ network: MultiTaskNetwork, most bytes: Int) -> Double {
    let columns = columns(network, isWhole: isWhole(network, most: bytes))
    let copies = network.tasks.count
    return Double(MemoryLayout<Float>.stride) * Double(copies) * Double(columns)
      + GramianParts.bytes(partCount: partCount, count: copies)
  }

  /// Where the gradients of a group of tensors go, by its first one.
  func stack(for first: TensorPlace) -> StackedGradient {
    StackedGradient(
      values: memory.vector, copies: copies, start: isWhole ? 0 : first.offset)
  }

  /// The gradients of all groups, a block for each tensor.
  var jacobian: Jacobian {
    precondition(isWhole, "only whole gradients are lent")
    // A row for each task, even where nothing is shared.
    return Jacobian(
      blocks: shared.isEmpty ? [memory.matrix(rows: copies, columns: 0)] : shared.map(whole.block))
  }

  /// The gradients of all groups.
  private var whole: StackedGradient { StackedGradient(values: memory.vector, copies: copies) }

  /// Forgets the inner products.
  func clearProducts() {
    parts.clear()
  }

  /// Adds the inner products over tensors that are held.
  func addProducts(over group: ArraySlice<TensorPlace>) {
    guard let first = group.first else { return }
    let stack = stack(for: first)
    for place in group {
      let block = stack.block(place)
      let partCount = place.count >= Self.leastColumns ? Self.partCount : 1
      workers.perform(partCount, Products(block: block, partCount: partCount, sums: parts))
    }
  }

  /// The gradients over a scope that are held, as one vector.
  ///
  /// - Parameter last: The weight of the last shared layer, if there is one.
  func vector(over scope: GradientScope, last: TensorPlace?) -> Matrix {
    precondition(isWhole, "only whole gradients are one vector")
    guard scope == .lastShared, let last else { return memory.vector }
    return whole.block(last).reshaped(rows: 1, columns: copies * last.count)
  }

  /// Adds the inner products over a scope.
  ///
  /// - Parameter last: The weight of the last shared layer, if there is one.
  func addProducts(over scope: GradientScope, last: TensorPlace?) {
    guard scope == .lastShared, let last else { return addProducts(over: shared[...]) }
    addProducts(over: [last])
  }

  /// Writes the inner products that were added up.
  func writeProducts(to gramian: inout Gramian) {
    parts.sum(into: &gramian)
  }

  /// Writes Σ weight · gradient of all shared parameters into a vector of all parameters.
  func combine(weights: [Double], into vector: Matrix) {
    precondition(isWhole, "only whole gradients are combined")
    workers.perform(
      Self.partCount,
      Combination(
        places: shared, stack: whole, partCount: Self.partCount, weights: weights, vector: vector))
  }
}

/// The inner products over some columns of a block of gradients.
private struct Products: ParallelWork {
  let block: Matrix
  let partCount: Int
  let sums: GramianParts

  func compute(part: Int, lane: Int) {
    sums.add(rows: block.columns(block.columns.part(part, of: partCount)), to: part)
  }
}

/// The weighted sum of the gradients, for some columns of each tensor.
private struct Combination: ParallelWork {
  let places: [TensorPlace]
  let stack: StackedGradient
  let partCount: Int
  let weights: [Double]
  let vector: Matrix

  func compute(part: Int, lane: Int) {
    for place in places {
      let range = place.count.part(part, of: partCount)
      vector.part(at: place.offset + range.lowerBound, rows: 1, columns: range.count)
        .assignCombination(ofRows: stack.block(place).columns(range), weights: weights)
    }
  }
}

extension Int {
  /// One of `count` parts of the numbers below this one.
  fileprivate func part(_ index: Int, of count: Int) -> Range<Int> {
    self * index / count..<self * (index + 1) / count
  }
}
