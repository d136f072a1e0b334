/// Weights of all tasks on the simplex, of which a step moves those of the present ones. Absent
/// tasks keep theirs, so the present ones keep their sum.
public struct SimplexShares: Codable, Equatable, Sendable {
  /// One for each task, zero or more; they sum to 1.
  public private(set) var values: [Double]

  init(taskCount: Int) {
    values = Array(repeating: 1 / Double(taskCount), count: taskCount)
  }

  /// The shares of some tasks as parts of their sum; equal ones if that is 0.
  func load(_ tasks: [Int], into weights: inout [Double]) {
    let sum = partialSum(tasks)
    for (i, task) in tasks.enumerated() {
      weights[i] = sum > 0 ? values[task] / sum : 1 / Double(tasks.count)
    }
  }

  /// Takes on new parts of the tasks' sum.
  mutating func store(_ weights: [Double], of tasks: [Int]) {
    let sum = partialSum(tasks)
    for (i, task) in tasks.enumerated() { values[task] = weights[i] * sum }
  }

  private func partialSum(_ tasks: [Int]) -> Double {
    tasks.reduce(0) { $0 + values[$1] }
  }
}
