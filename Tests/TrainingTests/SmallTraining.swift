import Balancing
import Datasets
import NeuralNetwork
import Optimizers
import Testing
import Training

extension TrainingConfiguration {
  /// A short training of a small network; nothing depends on the defaults.
  static func small(
    epochs: Int = 3, batchSize: Int = 64, dropout: Double = 0, seed: UInt64 = 0
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(hidden: [16], dropout: dropout)
    configuration.epochs = epochs
    configuration.batchSize = batchSize
    configuration.learningRate = 3e-3
    configuration.schedule = Schedule(.constant)
    configuration.optimizer = .standard
    configuration.weightDecay = 0.01
    configuration.clip = nil
    configuration.patience = nil
    configuration.seed = seed
    return configuration
  }

  /// Gradient descent in one step an epoch.
  static func fullBatchDescent(epochs: Int, rate: Double) -> TrainingConfiguration {
    var configuration = small(epochs: epochs, batchSize: 1_000_000)
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = rate
    return configuration
  }
}

extension ExampleTable {
  /// Trains on the table.
  func fit(
    _ configuration: TrainingConfiguration, _ scheme: String, taskWeights: [Double]? = nil,
    modifiers: BalanceModifiers = BalanceModifiers(), threads: Int = 1
  ) throws -> Trainer.Result {
    try Trainer(
      configuration, scheme: SchemeCatalogue.parse(scheme),
      taskWeights: taskWeights ?? data.heads.map { _ in 1 }, modifiers: modifiers, primary: 0,
      threads: threads
    ).fit(data)
  }

  /// Trains on the table and predicts all rows.
  func predictions(
    _ configuration: TrainingConfiguration, _ scheme: String
  ) throws -> [[Double]] {
    let result = try fit(configuration, scheme)
    return model(result.parameters, network: configuration.network)
      .predictions(for: dataset, threads: 1)
  }

  /// The place of a label among the tasks.
  func task(_ name: String) throws -> Int {
    try #require(data.schema.labels.firstIndex { $0.name == name })
  }
}
