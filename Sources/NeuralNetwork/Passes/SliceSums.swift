internal import LinearAlgebra

/// Each slice's part of those gradients of hidden layers that are sums over rows: threads that
/// compute slices side by side leave each other's alone.
struct SliceSums: Sendable {
  private let copies: Int
  /// For each slice all layers' sums.
  private let memory: [FloatBuffer]
  /// For each layer the place of its sums.
  private let offsets: [Int]

  init(_ schedule: NetworkSchedule, slices: Int, copies: Int) {
    self.copies = copies
    var offset = 0
    offsets = schedule.blocks.map { block in
      defer { offset += block.sumCount * copies }
      return offset
    }
    memory = (0..<slices).map { _ in FloatBuffer(count: copies * Self.count(schedule)) }
  }

  /// The numbers of each slice and copy.
  static func count(_ schedule: NetworkSchedule) -> Int {
    schedule.blocks.reduce(0) { $0 + $1.sumCount }
  }

  /// A slice's part of a layer's.
  func sums(of block: DenseStep, slice: Int) -> DenseSums {
    block.sums(in: memory[slice], at: offsets[block.index], copies: copies)
  }

  /// Adds up some slices' parts of a layer's, in their order, but for those of what members read by.
  func add(of block: DenseStep, slices: Range<Int>, to total: DenseSums) {
    for slice in slices { total.add(sums(of: block, slice: slice)) }
  }

  /// Adds up those.
  func addInput(of block: DenseStep, slices: Range<Int>, to total: DenseSums) {
    for slice in slices { total.addInput(sums(of: block, slice: slice)) }
  }
}
