public import Datasets

/// A network of shared layers and one head a task: its shape and the names and places of its
/// parameters. The parameters themselves are a flat vector beside it.
public struct MultiTaskNetwork: Sendable {
  /// The shape of the shared layers.
  public let configuration: NetworkConfiguration
  /// Where the features lie in an input row.
  public let inputs: InputLayout
  /// The tasks with their constants.
  public let headConfigurations: [HeadConfiguration]
  /// The parameters' names and places.
  public let layout: ParameterLayout

  /// What it is made of.
  package let graph: NetworkGraph
  /// How it is computed.
  let schedule: NetworkSchedule

  /// Lays out a network for the given inputs and at least one task.
  public init(
    _ configuration: NetworkConfiguration, inputs: InputLayout, heads: [HeadConfiguration]
  ) {
    precondition(!heads.isEmpty, "a network without a task")
    precondition(inputs.width > 0, "a network without an input")
    self.configuration = configuration
    self.inputs = inputs
    headConfigurations = heads
    graph = NetworkGraph(configuration, inputs: inputs, heads: heads)
    layout = ParameterLayout(graph)
    schedule = NetworkSchedule(graph, layout)
  }
}
