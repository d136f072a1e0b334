internal import Datasets
public import NeuralNetwork
public import Optimizers
internal import Remedies

/// Everything about a training run that the data does not decide.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
  /// The shape of the network.
  public var network = NetworkConfiguration()
  /// The most passes over the training rows.
  public var epochs = 60
  /// Rows of a step; the last step of an epoch takes what is left.
  public var batchSize = 128
  /// How many rows of a step a thread computes at a time; nil for what suits most processors and
  /// the batch. Sums over rows are rounded slice by slice, so it changes last bits.
  public var sliceRows: Int?
  /// Into how many shards the rows of a step are cut, so that as many ranks may share them. Sums over
  /// rows are rounded shard by shard, so it changes last bits.
  public var shards = 1
  /// The base learning rate.
  public var learningRate = 1e-3
  /// How the rate changes over all steps of all epochs.
  public var schedule = Schedule(.cosine(floor: 0))
  /// The optimizer and its constants.
  public var optimizer = OptimizerConfiguration.standard
  /// Each step shrinks the weights of products by the rate times this.
  public var weightDecay = 0.01
  /// The longest gradient, over all parameters; longer ones are shortened to it. Nil for any
  /// length.
  public var clip: Double?
  /// With a number in [0, 1), averages of the parameters over the steps are what is measured and
  /// kept: see `ParameterAverage`. Nil for the parameters themselves.
  public var averaging: Double?
  /// Whether a task is predicted from its own best epoch where that is better than the common one
  /// by more than chance: see `OwnEpochs`.
  public var ownEpochs = false
  /// Training stops when the validation score has not improved for this many epochs. Nil for never.
  public var patience: Int? = 10
  /// Training ends with this epoch, whatever comes of it, while the learning rate falls as over all
  /// of `epochs`. Nil for the last of them.
  public var lastEpoch: Int?
  /// Decides the split, the first parameters, the order of the rows, dropout and random schemes.
  public var seed: UInt64 = 0

  /// The defaults.
  public init() {}

  /// What suits a number of training rows, as `TrainingBudget` says.
  ///
  /// - Parameters:
  ///   - batchSize: The rows of a step, if they are given.
  ///   - pace: How long training may take.
  public init(
    rows: Int, batchSize given: Int? = nil, optimizer: OptimizerConfiguration = .standard,
    pace: TrainingPace = .usual
  ) {
    let budget = TrainingBudget(rows: rows, batchSize: given, pace: pace)
    self.optimizer = optimizer
    epochs = budget.epochs
    batchSize = budget.batchSize
    learningRate = budget.learningRate(of: optimizer.entry)
    weightDecay = budget.weightDecay(of: optimizer.entry)
    patience = budget.patience
  }
}

extension TrainingConfiguration {
  private static let mostShards = 65_536

  /// The most epochs that are trained.
  var mostEpochs: Int { min(lastEpoch ?? epochs, epochs) }

  /// The rows of a step, but for the last one of an epoch.
  func stepRows(of data: PreparedData) -> Int { max(min(batchSize, data.trainingRowCount), 1) }

  /// Checks that every value is in its range.
  ///
  /// - Throws: `TrainingError.invalidOption`, naming the parameter.
  public func validate() throws(TrainingError) {
    func check(
      _ holds: Bool, _ name: Wording, _ value: some CustomStringConvertible, _ expected: String
    ) throws(TrainingError) {
      guard holds else {
        throw .invalidOption(name: name, value: value.description, expected: expected)
      }
    }
    try check((1...1_000_000).contains(epochs), "\(.epochs)", epochs, "from 1 to 1000000")
    try check(
      lastEpoch.map { (1...epochs).contains($0) } ?? true, "the last epoch", lastEpoch ?? 0,
      "one of the \(epochs)")
    try check(batchSize >= 1, "\(.batchSize)", batchSize, "at least 1")
    try check(sliceRows.map { $0 >= 1 } ?? true, "\(.sliceRows)", sliceRows ?? 0, "at least 1")
    try check(
      (1...Self.mostShards).contains(shards), "\(.shards)", shards, "from 1 to \(Self.mostShards)")
    try check(
      learningRate > 0 && learningRate.isFinite, "\(.learningRate)", learningRate,
      "a number above 0")
    try check(
      weightDecay >= 0 && weightDecay.isFinite, "\(.weightDecay)", weightDecay, "0 or more")
    for (parameter, value) in zip(optimizer.entry.parameters, optimizer.values) {
      try check(
        parameter.allows(value), "the \(parameter.name) of \(.optimizer)", value, parameter.allowed)
    }
    try check(clip.map { $0 > 0 } ?? true, "\(.clip)", clip ?? 0, "a number above 0")
    try check(
      averaging.map { (0..<1).contains($0) } ?? true, "\(.averaging)", averaging ?? 0,
      "from 0 up to but not including 1")
    try check(patience.map { $0 >= 1 } ?? true, "\(.patience)", patience ?? 0, "at least 1")
    try check(
      network.dropout >= 0 && network.dropout < 1, "\(.dropout)", network.dropout,
      "from 0 up to but not including 1")
    try check((1...64).contains(network.members), "\(.members)", network.members, "from 1 to 64")
    for (parameter, widths) in [(Parameter.hidden, network.hidden), (.towers, network.towers)] {
      for width in widths {
        try check(width >= 1 && width <= 65_536, "\(parameter)", width, "from 1 to 65536")
      }
    }
    let (sharing, towers) = (network.sharing, network.towers)
    let widths = towers.isEmpty ? "none" : towers.map(String.init).joined(separator: ",")
    switch sharing {
    case .all:
      try check(
        towers.isEmpty, "\(.sharing)", sharing.rawValue,
        "towers where tasks have layers of their own")
    case .towers:
      try check(
        !towers.isEmpty, "\(.towers)", widths, "a width at least where tasks have towers")
    case .experts(let count), .cgc(let count):
      let (word, counts) = (sharing.word, sharing.expertCounts)
      try check(
        counts.contains(count), "\(.sharing)", sharing.rawValue,
        "\(word):\(counts.lowerBound) to \(word):\(counts.upperBound)")
      try check(network.members == 1, "\(.members)", network.members, "1 where there are experts")
      try check(
        !network.hidden.isEmpty, "\(.hidden)", "none", "a width at least where there are experts")
    case .adapters:
      try check(
        towers.isEmpty, "\(.towers)", widths, "none where tasks adapt the shared layers")
      try check(
        network.members == 1, "\(.members)", network.members,
        "1 where tasks adapt the shared layers, whose rows are a task's each")
      try check(
        !network.hidden.isEmpty, "\(.hidden)", "none", "a width at least where tasks adapt layers")
    case .separate:
      try check(
        towers.isEmpty, "\(.towers)", widths, "none where all layers are a task's own")
    }
  }
}
