public import Balancing
public import Datasets
internal import NeuralNetwork
public import Optimizers

/// What of a network, its training and its balance follows from a table where nobody says.
public enum Recipe: String, Codable, CaseIterable, Sendable {
  /// What predicts best on most tables: embedded numbers, a linear path beside the hidden layers,
  /// averaged parameters, tasks with epochs of their own, and tasks held back that few rows label
  /// or that no longer improve.
  case standard
  /// The same in about a third of the time, for a first look: larger steps, and few epochs of them
  /// (`TrainingPace.quick`).
  case quick
  /// None of these: scaled numbers, hidden layers alone, the last step's parameters, one epoch for
  /// all tasks, and the scheme alone decides what a task weighs. Two schemes are compared as papers
  /// compare them.
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
  /// The dropout of a quick training, which ends before it could learn rows by heart unless these
  /// are few (`TrainingBudget.fewRows`).
  public static let quickDropout = 0.1

  /// How long training may take.
  public var pace: TrainingPace { self == .quick ? .quick : .usual }

  /// How features are encoded.
  ///
  /// - Parameter numbers: How many columns are numbers.
  public func encoding(numbers: Int) -> EncodingOptions {
    let embeds = self != .plain && numbers <= Self.mostEmbeddedNumbers
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
      rows: rows, batchSize: batchSize, optimizer: optimizer, pace: pace)
    guard self != .plain else { return configuration }
    configuration.network.linearPath = true
    if self == .quick, rows >= TrainingBudget.fewRows {
      configuration.network.dropout = Self.quickDropout
    }
    configuration.averaging = Self.averaging
    configuration.ownEpochs = true
    return configuration
  }

  /// What changes the scheme.
  public var modifiers: BalanceModifiers {
    var modifiers = BalanceModifiers()
    modifiers.coverage = self != .plain
    modifiers.damping = self != .plain
    return modifiers
  }
}
