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
      workers.perform(partCount) { part in
        parts.add(rows: block.columns(Self.range(part, of: partCount, segment)), to: part)
      }
    }
  }

  /// Writes the inner products that were added up.
  func writeProducts(to gramian: inout Gramian) {
    parts.sum(into: &gramian)
  }

  /// Writes Σ weight · gradient of all shared parameters into a vector of all parameters.
  func combine(weights: [Double], into vector: Matrix) {
    precondition(isWhole, "only whole gradients are combined")
    let (stack, layout) = (stack(for: layout.sharedSegments), layout)
    workers.perform(Self.partCount) { part in
      for segment in layout.sharedSegments {
        let range = Self.range(part, of: Self.partCount, segment)
        vector.part(at: segment.offset + range.lowerBound, rows: 1, columns: range.count)
          .assignCombination(ofRows: stack.block(segment).columns(range), weights: weights)
      }
    }
  }

  private static func range(
    _ part: Int, of partCount: Int, _ segment: ParameterSegment
  ) -> Range<Int> {
    segment.count * part / partCount..<segment.count * (part + 1) / partCount
  }
}
