internal import LinearAlgebra

/// What a way back leaves of tasks' adapters: sums over rows, of which each slice has its part.
/// Each task's are of its own loss, not weighted, whatever the way back is for: a task's rows are
/// no other's, so what they give is weighed when it is complete.
struct AdapterGradients: Sendable {
  /// Each slice's part.
  let sums: SliceSums
  private let blocks: [DenseStep]

  init(_ schedule: NetworkSchedule, slices: Int) {
    blocks = schedule.adapts ? schedule.blocks : []
    sums = SliceSums(schedule, slices: schedule.adapts ? slices : 0, copies: 1)
  }

  /// The numbers it holds.
  static func count(_ schedule: NetworkSchedule, slices: Int) -> Double {
    schedule.adapts ? Double(slices * SliceSums.count(schedule)) : 0
  }

  /// Writes Σ weight · gradient into a vector of all parameters. A task of weight 0 leaves no
  /// trace.
  func write(weights: [Double], slices: Int, to gradient: Matrix, workers: Workers) {
    guard !blocks.isEmpty else { return }
    workers.perform(
      blocks.count, Sums(adapters: self, weights: weights, slices: slices, gradient: gradient))
  }

  /// Adding up the slices' parts, in their order; a part is a layer.
  private struct Sums: ParallelWork {
    let adapters: AdapterGradients
    let weights: [Double]
    let slices: Int
    let gradient: Matrix

    func compute(part: Int, lane: Int) {
      let block = adapters.blocks[part]
      let total = block.sums(in: StackedGradient(values: gradient, copies: 1))
      total.clear()
      adapters.sums.add(of: block, slices: 0..<slices, to: total)
      adapters.sums.addInput(of: block, slices: 0..<slices, to: total)
      total.weigh(by: weights)
    }
  }
}
