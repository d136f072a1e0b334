internal import LinearAlgebra

/// The gradients of the shared parameters for every task at once, and their inner products.
///
/// They are held whole, so that the update is a combination of them, where that takes no more than a
/// given number of bytes; it is faster. Otherwise one group of parameters is held at a time, no more
/// than a layer's, and the update takes another backward pass.
struct TaskGradients: Sendable {
  /// Whether the gradients of all groups are held.
  let isWhole: Bool

  private let layout: ParameterLayout
  private let workers: Workers
  private let copies: Int
  private let memory: FloatBuffer
  private let parts: GramianParts

  /// A product reads so many numbers of each task at least: fewer are not worth a thread.
  private static let (partCount, leastColumns) = (4, 4096)

  init(network: MultiTaskNetwork, workers: Workers, most bytes: Int) {
    layout = network.layout
    self.workers = workers
    copies = network.headConfigurations.count
    isWhole = copies * layout.sharedCount * MemoryLayout<Float>.stride <= bytes
    let groups = network.trunk.layers.map(\.segments) + [network.trunk.embedding.tables]
    let largest = groups.map { $0.reduce(0) { $0 + $1.count } }.max() ?? 0
    memory = FloatBuffer(count: copies * (isWhole ? layout.sharedCount : largest))
    parts = GramianParts(partCount: Self.partCount, count: copies)
  }

  /// Where a group's gradients go.
  func stack(for group: [ParameterSegment]) -> StackedGradient {
    StackedGradient(
      values: memory.vector, copies: copies, start: isWhole ? 0 : group.first?.offset ?? 0)
  }

  /// The gradients of all groups, a block for each segment.
  var jacobian: Jacobian {
    precondition(isWhole, "only whole gradients are lent")
    let stack = stack(for: layout.sharedSegments)
    return Jacobian(blocks: layout.sharedSegments.map(stack.block))
  }

  /// Forgets the inner products.
  func clearProducts() {
    parts.clear()
  }

  /// Adds the inner products over some segments of a group.
  func addProducts(over segments: [ParameterSegment], of group: [ParameterSegment]) {
    let stack = stack(for: group)
    for segment in segments {
      let block = stack.block(segment)
      let partCount = segment.count >= Self.leastColumns ? Self.partCount : 1
      workers.perform(partCount, Products(block: block, partCount: partCount, sums: parts))
    }
  }

  /// Writes the inner products that were added up.
  func writeProducts(to gramian: inout Gramian) {
    parts.sum(into: &gramian)
  }

  /// Writes Σ weight · gradient of all shared parameters into a vector of all parameters.
  func combine(weights: [Double], into vector: Matrix) {
    precondition(isWhole, "only whole gradients are combined")
    let stack = stack(for: layout.sharedSegments)
    workers.perform(
      Self.partCount,
      Combination(
        segments: layout.sharedSegments, stack: stack, partCount: Self.partCount,
        weights: weights, vector: vector))
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

/// The weighted sum of the gradients, for some columns of each segment.
private struct Combination: ParallelWork {
  let segments: [ParameterSegment]
  let stack: StackedGradient
  let partCount: Int
  let weights: [Double]
  let vector: Matrix

  func compute(part: Int, lane: Int) {
    for segment in segments {
      let range = segment.count.part(part, of: partCount)
      vector.part(at: segment.offset + range.lowerBound, rows: 1, columns: range.count)
        .assignCombination(ofRows: stack.block(segment).columns(range), weights: weights)
    }
  }
}

extension Int {
  /// One of `count` parts of the numbers below this one.
  fileprivate func part(_ index: Int, of count: Int) -> Range<Int> {
    self * index / count..<self * (index + 1) / count
  }
}
