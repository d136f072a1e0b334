public import Datasets
public import NeuralNetwork
public import Statistics

/// A network with its parameters and all that prediction needs: what the columns are, how they are
/// scaled, what the classes are called.
public struct MultiTaskModel: Sendable {
  /// Everything but the parameters.
  public let description: Description
  /// The parameters, in the order of `network.layout`.
  public let parameters: [Float]
  /// The network's shape.
  public let network: MultiTaskNetwork

  /// What a model file says of its model.
  public struct Description: Codable, Equatable, Sendable {
    /// The columns it reads and predicts.
    public var schema: Schema
    /// The shape of its shared layers.
    public var configuration: NetworkConfiguration
    /// For each label the constants of its outputs.
    public var heads: [HeadConfiguration]
    /// For each label the statistics of its training rows.
    public var statistics: [LabelStatistics]
    /// How the training table was read; tables to predict are read alike.
    public var reading: ReadingOptions
    /// The balancing scheme it was trained under, as the user wrote it.
    public var balance: String

    /// Creates a description.
    public init(
      schema: Schema, configuration: NetworkConfiguration, heads: [HeadConfiguration],
      statistics: [LabelStatistics], reading: ReadingOptions, balance: String
    ) {
      self.schema = schema
      self.configuration = configuration
      self.heads = heads
      self.statistics = statistics
      self.reading = reading
      self.balance = balance
    }
  }

  /// Creates a model; `parameters` must be as many as the network has.
  public init(description: Description, parameters: [Float]) {
    self.description = description
    self.parameters = parameters
    network = MultiTaskNetwork(
      description.configuration, inputs: InputLayout(features: description.schema.features),
      tasks: description.schema.taskConfigurations(description.heads))
    precondition(
      parameters.count == network.layout.count,
      "\(parameters.count) parameters for a network of \(network.layout.count)")
  }

  /// The tasks, in the order of the outputs.
  public var tasks: [PredictionTask] { description.schema.tasks }
  /// Their labels, task by task.
  public var labels: [Label] { description.schema.labels }
  /// What was known of the tasks before training.
  public var taskStatistics: [TaskStatistics] {
    tasks.statistics(description.statistics)
  }
}
