internal import Balancing
internal import Datasets
internal import LinearAlgebra
internal import NeuralNetwork
internal import Optimizers
internal import RandomNumbers
internal import Statistics

/// What a step costs under a scheme, in seconds, measured before a run: a step on the first rows,
/// under the scheme and under equal weights, with parameters that are thrown away.
public struct StepCost: Equatable, Sendable {
  /// A step under equal weights.
  public var plain: Double
  /// What a step takes until the scheme has what it computes weights from, and after it.
  public var gradients: Double
  /// The scheme's own programme, on inner products of as many gradients of normal numbers; 0 for a
  /// scheme that reads the gradients themselves, which is part of the step.
  public var programme: Double
  /// In how many steps the scheme is asked once.
  public var every: Int
  /// The steps of the run, unless it ends early.
  public var steps: Int

  /// The labels from which on a step is measured. With n labels the gradients of all cost some
  /// (1 + 2n)/3 plain steps: with fewer than these, less than ten.
  public static let fewestLabels = 15

  /// Creates a cost; one step in `every` is `gradients` + `programme`, the others are `plain`.
  public init(plain: Double, gradients: Double, programme: Double, every: Int, steps: Int) {
    self.plain = plain
    self.gradients = gradients
    self.programme = programme
    self.every = every
    self.steps = steps
  }

  /// A step in which the scheme is asked.
  public var asked: Double { gradients + programme }

  /// A step on average.
  public var average: Double { average(every: every) }

  /// A step on average if the scheme were asked once in so many steps.
  public func average(every: Int) -> Double { plain + (asked - plain) / Double(every) }
}

extension Trainer {
  /// Measures what a step costs. It takes some plain steps and one under the scheme.
  ///
  /// - Returns: Nil where it cannot be much: for a scheme that reads losses alone, or few labels.
  /// - Throws: `TrainingError` or `BalancingError` for what the run would be refused for.
  public func stepCost(on data: PreparedData) throws -> StepCost? {
    let evidence = try evidence()
    guard evidence != .losses, data.schema.tasks.count >= StepCost.fewestLabels,
      !data.split.train.isEmpty
    else { return nil }
    let equal = Trainer(
      configuration, scheme: try SchemeCatalogue.parse("equal"), taskWeights: taskWeights,
      threads: threads)
    // The first step touches memory, and no shared gradient comes out of heads that are zeros: what
    // schemes make of the gradients themselves is in the second one.
    let plain = try equal.stepSeconds(on: data, count: 3)
    let gradients = try stepSeconds(on: data, count: evidence.holdsGradients ? 2 : 1)
    return StepCost(
      plain: plain, gradients: gradients, programme: try programmeSeconds(on: data),
      every: modifiers.every,
      steps: configuration.epochs
        * ((data.trainingRowCount + configuration.batchSize - 1) / configuration.batchSize))
  }

  /// The seconds of the last of some steps on the first rows.
  private func stepSeconds(on data: PreparedData, count: Int) throws -> Double {
    let rows = data.split.train.prefix(configuration.stepRows(of: data))
    var run = try TrainingRun(self, data: data, from: nil, interval: .never)
    for _ in 1..<count { try run.rehearse(rows) }
    let stopwatch = Stopwatch()
    try run.rehearse(rows)
    return stopwatch.seconds
  }

  /// The seconds that the scheme takes for its weights once it has the inner products.
  private func programmeSeconds(on data: PreparedData) throws -> Double {
    guard case .gramian = scheme.entry.evidence else { return 0 }
    let names = data.schema.tasks.map(\.name)
    let losses = data.taskStatistics.map(\.priorLoss)
    let context = SchemeContext(
      taskNames: names, initialLosses: losses, priorLosses: losses,
      measuredInitialLosses: losses, primary: primary, seed: configuration.seed)
    var balancer = try Balancer(
      named: scheme.entry.name, scheme: try scheme.makeScheme(context), taskNames: names,
      priorLosses: losses)
    let gramian = Gramian(ofNormalGradients: names.count, seed: configuration.seed)
    var weights = names.map { _ in 0.0 }
    let stopwatch = Stopwatch()
    try balancer.weigh(
      losses: losses, present: names.map { _ in true }, gramian: gramian, into: &weights)
    return stopwatch.seconds
  }
}

extension Gramian {
  /// The inner products of n gradients of 2n independent normal numbers each.
  fileprivate init(ofNormalGradients count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    let gradients = (0..<count).map { _ in (0..<2 * count).map { _ in generator.normal() } }
    self.init(count: count)
    for i in 0..<count {
      for j in 0...i {
        var product = 0.0
        for k in 0..<2 * count { product += gradients[i][k] * gradients[j][k] }
        self[i, j] = product
        self[j, i] = product
      }
    }
  }
}
