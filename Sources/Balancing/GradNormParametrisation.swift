import Foundation

extension GradNormWeighting {
  /// What the optimiser moves, so that Σ w = n is kept: the weights themselves, or scores v.
  public enum Parametrisation: String, Sendable {
    /// The weights, kept above 10⁻⁴.
    case linear
    /// v with w = n softmax(v).
    case log
  }
}

extension GradNormWeighting.Parametrisation {
  private static let floor = 1e-4

  /// The weights of some tasks, in their order.
  func weights(
    of parameters: [Double], tasks: some Collection<Int>, into weights: inout [Double]
  ) {
    for (i, task) in tasks.enumerated() { weights[i] = parameters[task] }
    guard self == .log else { return }
    let total = logSum(of: parameters, tasks: parameters.indices)
    for i in weights.indices { weights[i] = Double(parameters.count) * exp(weights[i] - total) }
  }

  /// The present tasks' part of the sum that stays: of the weights, or log Σ exp(v).
  func partialSum(of parameters: [Double], tasks: [Int]) -> Double {
    self == .log
      ? logSum(of: parameters, tasks: tasks) : tasks.reduce(0) { $0 + parameters[$1] }
  }

  /// Gives the present tasks the partial sum they had, so that absent ones keep their weights.
  func normalise(_ parameters: inout [Double], tasks: [Int], to target: Double) {
    switch self {
    case .log:
      let shift = target - partialSum(of: parameters, tasks: tasks)
      for task in tasks { parameters[task] += shift }
    case .linear:
      for task in tasks { parameters[task] = max(parameters[task], Self.floor) }
      let factor = target / partialSum(of: parameters, tasks: tasks)
      for task in tasks { parameters[task] *= factor }
    }
  }
}

/// log Σ exp(v) over some tasks.
private func logSum(of parameters: [Double], tasks: some Collection<Int>) -> Double {
  let greatest = tasks.reduce(-.infinity) { max($0, parameters[$1]) }
  return greatest + log(tasks.reduce(0) { $0 + exp(parameters[$1] - greatest) })
}
