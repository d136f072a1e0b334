/// Weights of all tasks on the simplex, of which a step moves those of the present ones. Absent
/// tasks keep theirs, so the present ones keep their sum.
public struct SimplexShares: SchemeState {
  // n times the shares: the first partial sums are then whole numbers, and a problem without some
  // tasks is computed with the same bits as one that never had them.
  private var multiples: [Double]

  init(taskCount: Int) {
    multiples = Array(repeating: 1, count: taskCount)
  }

  /// Whether there are as many.
  public func fits(_ fresh: SimplexShares) -> Bool { multiples.fits(fresh.multiples) }

  /// One for each task, zero or more; they sum to 1.
  public var values: [Double] {
    multiples.map { $0 / Double(multiples.count) }
  }

  /// The shares of some tasks as parts of their sum; equal ones if that is 0.
  func load(_ tasks: [Int], into weights: inout [Double]) {
    let sum = partialSum(tasks)
    for (i, task) in tasks.enumerated() {
      weights[i] = sum > 0 ? multiples[task] / sum : 1 / Double(tasks.count)
    }
  }

  /// Takes on new parts of the tasks' sum.
  mutating func store(_ weights: [Double], of tasks: [Int]) {
    let sum = partialSum(tasks)
    for (i, task) in tasks.enumerated() { multiples[task] = weights[i] * sum }
  }

  private func partialSum(_ tasks: [Int]) -> Double {
    tasks.reduce(0) { $0 + multiples[$1] }
  }
}
