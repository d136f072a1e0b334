internal import Datasets
internal import NeuralNetwork
public import Training

/// How many parameters the networks of a comparison have.
public struct ParameterCounts: Equatable, Sendable {
  /// Those of the network for all tasks, the same under every scheme; …
  public let shared: Int
  /// … and those of the networks for one task each, in the order of the tasks.
  public let single: [Int]

  /// Known counts.
  public init(shared: Int, single: [Int]) {
    self.shared = shared
    self.single = single
  }

  /// - Parameters:
  ///   - comparator: Who trains them.
  ///   - data: The table in one of the rounds.
  public init(_ comparator: ComparisonTrainer, data: PreparedData) {
    let network = comparator.configuration.network
    shared = data.parameterCount(of: network)
    single = data.schema.tasks.indices.map {
      data.keeping(task: $0).parameterCount(of: network)
    }
  }
}
