public import Datasets

/// A network of shared layers and one head a task: its shape and the names and places of its
/// parameters. The parameters themselves are a flat vector beside it.
public struct MultiTaskNetwork: Sendable {
  /// The shape of the shared layers.
  public let configuration: NetworkConfiguration
  /// Where the features lie in an input row.
  public let inputs: InputLayout
  /// The tasks with their constants.
  public let tasks: [TaskConfiguration]
  /// The tasks' labels with their constants, task by task.
  public let labels: [HeadConfiguration]
  /// The parameters' names and places.
  public let layout: ParameterLayout

  /// What it is made of.
  package let graph: NetworkGraph
  /// How it is computed.
  let schedule: NetworkSchedule

  /// Lays out a network for the given inputs and at least one task.
  public init(
    _ configuration: NetworkConfiguration, inputs: InputLayout, tasks: [TaskConfiguration]
  ) {
    precondition(!tasks.isEmpty, "a network without a task")
    precondition(inputs.width > 0, "a network without an input")
    self.configuration = configuration
    self.inputs = inputs
    self.tasks = tasks
    labels = tasks.flatMap(\.labels)
    graph = NetworkGraph(configuration, inputs: inputs, tasks: tasks)
    layout = ParameterLayout(graph)
    schedule = NetworkSchedule(graph, layout)
  }

  /// How many rows hidden layers compute for each row of a batch: one for each member, or for each
  /// task that adapts them.
  package var rowCopies: Int { schedule.members }

  /// How many members' predictions its outputs are averaged from.
  package var memberCount: Int {
    for case .head(let head) in graph.nodes.map(\.node) { return head.members }
    return 1
  }

  /// Lays out a network for labels each of which is a task of its own.
  public init(
    _ configuration: NetworkConfiguration, inputs: InputLayout, heads: [HeadConfiguration]
  ) {
    self.init(configuration, inputs: inputs, tasks: heads.map(TaskConfiguration.init))
  }
}
