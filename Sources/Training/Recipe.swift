public import Balancing
public import Datasets
internal import NeuralNetwork
public import Optimizers

/// What of a network, its training and its balance follows from a table where nobody says.
public enum Recipe: Sendable {
  /// What predicts best on most tables: embedded numbers, a linear path beside the hidden layers,
  /// averaged parameters, tasks with epochs of their own, and tasks held back that few rows label or
  /// that no longer improve.
  case standard
  /// None of these: scaled numbers, hidden layers alone, the last step's parameters, one epoch for all tasks, and the
  /// scheme alone decides what a task weighs. Two schemes are compared as papers compare them.
  case plain

  /// Numbers of more columns than these are not embedded: the first layer's product would take
  /// most of the time.
  public static let mostEmbeddedNumbers = 256
  /// The balancing scheme.
  public static let scheme = "prior"
  /// How many members share the weights: see `NetworkConfiguration.members`.
  public static let members = 1
  /// The decay of averages of the parameters: see `ParameterAverage`.
  public static let averaging = 0.98

  /// How features are encoded.
  ///
  /// - Parameter numbers: How many columns are numbers.
  public func encoding(numbers: Int) -> EncodingOptions {
    let embeds = self == .standard && numbers <= Self.mostEmbeddedNumbers
    return EncodingOptions(
      numericEmbedding: embeds ? .both : .none, findsCrosses: self == .standard)
  }

  /// How the network is trained.
  ///
  /// - Parameters:
  ///   - rows: The number of training rows: see `TrainingBudget`.
  ///   - batchSize: The rows of a step, if they are given.
  public func training(
    rows: Int, batchSize: Int? = nil, optimizer: OptimizerConfiguration = .standard
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(
      rows: rows, batchSize: batchSize, optimizer: optimizer)
    guard self == .standard else { return configuration }
    configuration.network.linearPath = true
    configuration.averaging = Self.averaging
    configuration.ownEpochs = true
    return configuration
  }

  /// What changes the scheme.
  public var modifiers: BalanceModifiers {
    var modifiers = BalanceModifiers()
    modifiers.coverage = self == .standard
    modifiers.damping = self == .standard
    return modifiers
  }
}
