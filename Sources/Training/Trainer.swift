public import Balancing
internal import Datasets
package import LinearAlgebra
internal import NeuralNetwork
internal import Statistics

/// Trains one network on several tasks.
public struct Trainer: Sendable {
  /// Everything but the data and the scheme.
  public var configuration: TrainingConfiguration
  /// The balancing scheme.
  public let scheme: SchemeRequest
  /// For each task a factor on the scheme's weight.
  public let taskWeights: [Double]
  /// Changes to what the scheme reads and gives.
  public var modifiers: BalanceModifiers
  /// The index of the task that the others are to help, for the schemes that ask for one.
  public let primary: Int?
  /// How many threads compute. The result does not depend on it.
  public let threads: Int
  /// The processes that train together, each with its part of every batch. The result does not
  /// depend on how many they are.
  package var ranks: any Ranks = LoneRank()

  /// Creates a trainer.
  public init(
    _ configuration: TrainingConfiguration, scheme: SchemeRequest, taskWeights: [Double],
    modifiers: BalanceModifiers = BalanceModifiers(), primary: Int? = nil, threads: Int
  ) {
    self.configuration = configuration
    self.scheme = scheme
    self.taskWeights = taskWeights
    self.modifiers = modifiers
    self.primary = primary
    self.threads = threads
  }

  /// What a run ends with.
  public struct Result: Sendable {
    /// The parameters of the best epoch, and behind them those of tasks' own epochs.
    public let snapshots: [[Float]]
    /// The parameters of the best epoch.
    public var parameters: [Float] { snapshots[0] }
    /// Which tasks are predicted from their own epochs; nil where none is.
    public let ownEpochs: OwnEpochs?
    /// What was seen in each epoch.
    public let history: History
    /// Where the time went.
    public let profile: TrainingProfile
  }

  /// Fits a network to the training rows and keeps the parameters of the epoch with the best
  /// validation score: the mean over tasks of loss / constant loss on the validation rows, in which
  /// no task dominates. Without validation labels the last epoch counts as the best.
  ///
  /// - Parameters:
  ///   - checkpoint: Where a run of the same data and the same configuration, but for the number of
  ///     epochs and of threads, is to go on; nil begins one.
  ///   - observer: Who watches, keeps checkpoints and may interrupt.
  /// - Throws: `TrainingError`, `BalancingError` for losses the scheme cannot weigh, or what the
  ///   observer throws.
  public func fit(
    _ data: PreparedData, from checkpoint: TrainingCheckpoint? = nil,
    observer: TrainingObserver = TrainingObserver()
  ) throws -> Result {
    try configuration.validate()
    var run = try TrainingRun(self, data: data, from: checkpoint, interval: observer.interval)
    try observer.follow?(run.history)
    while try run.trainEpoch(observer) {}
    return run.result
  }

  /// Each task's mean loss over the training rows under the parameters that training begins with;
  /// NaN for a task without a labelled row.
  public func untrainedLosses(_ data: PreparedData) -> [Double] {
    let network = network(for: data)
    let parameters = FloatBuffer(network.initialParameters(seed: configuration.seed))
    return Evaluator(network: network, threads: threads)
      .losses(data.table, rows: data.split.train, parameters: parameters)
      .map { $0 ?? .nan }
  }

  /// For each task a factor on the scheme's weight: the user's, and what the task's coverage says.
  func factors(for data: PreparedData) -> [Double] {
    guard modifiers.coverage else { return taskWeights }
    return zip(taskWeights, TaskStatistics.coverage(data.taskStatistics)).map(*)
  }

  /// The modifiers as the network has them: a scheme that had rather read the gradients at the last
  /// shared layer reads those at all shared parameters where no layer is shared.
  var settledModifiers: BalanceModifiers {
    var settled = modifiers
    if scheme.entry.evidence == .gramian(.lastShared), configuration.network.trunk.isEmpty {
      settled.scope = modifiers.scope ?? .shared
    }
    return settled
  }

  /// What the scheme reads.
  ///
  /// - Throws: `BalancingError` for modifiers that it does not go with.
  public func evidence() throws(BalancingError) -> Evidence {
    try scheme.entry.evidence.adjusted(by: settledModifiers)
  }

  func network(for data: PreparedData) -> MultiTaskNetwork {
    data.network(configuration.network)
  }
}
