internal import Balancing
internal import Datasets
internal import LinearAlgebra
internal import NeuralNetwork
internal import Optimizers
internal import RandomNumbers
internal import Statistics

/// A run on its way: everything that changes from epoch to epoch.
struct TrainingRun {
  private(set) var history: History
  /// The parameters of the best epoch so far.
  private(set) var bestParameters: [Float]

  private let configuration: TrainingConfiguration
  private let data: PreparedData
  private let parameters: FloatBuffer
  private let evaluator: Evaluator
  private var step: TrainingStep
  private var order: RowOrder
  private var bestScore = Double.infinity
  private var stopwatch = Stopwatch()

  init(_ trainer: Trainer, data: PreparedData) throws {
    configuration = trainer.configuration
    self.data = data
    let network = trainer.network(for: data)
    parameters = FloatBuffer(network.initialParameters(seed: configuration.seed))
    bestParameters = parameters.values
    evaluator = Evaluator(network: network, threads: trainer.threads)
    order = RowOrder(data.split.train, seed: configuration.seed)
    history = History(tasks: data.schema.tasks.map(\.name))

    let evidence = try trainer.scheme.entry.evidence.adjusted(by: trainer.modifiers)
    let hasShared =
      evidence == .gramian(.lastShared)
      ? !network.configuration.hidden.isEmpty : network.layout.sharedCount > 0
    if evidence != .losses, !hasShared {
      throw TrainingError.nothingShared(scheme: trainer.scheme.text)
    }
    let batchSize = min(configuration.batchSize, data.split.train.count)
    if batchSize < evidence.batchParts {
      throw TrainingError.batchTooSmall(
        scheme: trainer.scheme.text, rows: batchSize, parts: evidence.batchParts)
    }
    let pass = BatchPass(
      network: network, capacity: batchSize,
      gradients: evidence.gradients, threads: trainer.threads,
      jacobianBytes: evidence.holdsGradients ? .max : BatchPass.mostJacobianBytes,
      sliceRows: configuration.sliceRows)
    let measured = InitialLosses(
      batches: trainer.scheme.measuredBatches, of: configuration.batchSize, order: order.rows,
      data: data, pass: pass, parameters: parameters, seed: configuration.seed)
    let scheme = try trainer.scheme.makeScheme(
      SchemeContext(
        taskNames: history.tasks, initialLosses: data.statistics.map(\.initialLoss),
        priorLosses: data.statistics.map(\.priorLoss), measuredInitialLosses: measured.values,
        primary: trainer.primary, seed: configuration.seed))
    step = TrainingStep(
      pass: pass, parameters: parameters,
      optimizer: Optimizer(
        configuration.optimizer, weightDecay: configuration.weightDecay,
        parts: network.layout.segments.map { ($0.count, $0.decays) }),
      balancer: try Balancer(
        scheme: scheme, taskNames: history.tasks,
        priorLosses: data.statistics.map(\.priorLoss), userWeights: trainer.taskWeights,
        modifiers: trainer.modifiers),
      configuration: configuration)
  }

  /// Where the time went so far.
  var profile: TrainingProfile { step.clock.profile }

  /// Trains one epoch.
  ///
  /// - Returns: Whether another one should follow.
  mutating func trainEpoch(progress: ((TrainingProgress) -> Void)?) throws -> Bool {
    let number = history.epochs.count + 1
    guard number <= configuration.epochs else { return false }
    let began = stopwatch.seconds
    if number > 1 { order.shuffle() }
    var sums = EpochSums(taskCount: history.tasks.count)
    var rate = 0.0
    for index in 0..<order.batchCount(of: configuration.batchSize) {
      let batch = order.batch(index, of: configuration.batchSize)
      rate = self.rate(epoch: number, step: sums.steps)
      try step.take(
        data.table, rows: batch, next: order.batch(index + 1, of: configuration.batchSize),
        rate: rate)
      if step.badSteps >= TrainingError.mostBadSteps {
        throw TrainingError.diverged(epoch: number, step: sums.steps + 1)
      }
      sums.add(step)
      if let progress, stopwatch.takeReportTurn() {
        progress(self.progress(epoch: number, rowsDone: batch.endIndex))
      }
    }
    guard parameters.vector.squaredNorm.isFinite else {
      throw TrainingError.diverged(epoch: number, step: sums.steps)
    }
    step.balancer.epochEnded(averages: sums.averageLosses)
    finish(
      History.Epoch(
        number: number, rate: rate, trainingLosses: sums.averageLosses, validationLosses: [],
        validationScore: nil, weights: sums.averageWeights, gradients: sums.gradients.summary,
        seconds: 0), began: began)
    progress?(self.progress(epoch: number, rowsDone: order.rows.count))
    if number < configuration.epochs && !hasLostPatience { return true }
    guard history.bestEpoch > 0 else {
      throw TrainingError.diverged(epoch: number, step: sums.steps)
    }
    return false
  }

  /// Measures the validation rows and keeps the parameters if they are the best so far.
  private mutating func finish(_ epoch: History.Epoch, began: Double) {
    step.clock.begin()
    defer { step.clock.end(.evaluate) }
    var epoch = epoch
    let losses = evaluator.losses(
      data.table, rows: data.split.validation, parameters: parameters)
    epoch.validationLosses = losses.map(\.finite)
    let ratios = zip(losses, data.statistics).compactMap { loss, statistics in
      loss.map { $0 / statistics.priorLoss }
    }
    let score = ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
    epoch.validationScore = score.finite
    epoch.seconds = stopwatch.seconds - began
    history.epochs.append(epoch)
    if let score {
      // Holds for no score that is not a number: what has diverged is never the best.
      guard score < bestScore else { return }
      bestScore = score
    }
    history.bestEpoch = epoch.number
    bestParameters = parameters.values
  }

  private var hasLostPatience: Bool {
    guard let patience = configuration.patience else { return false }
    return history.epochs.count - history.bestEpoch >= patience
  }

  /// The rate of a step, `step` of which came before it in its epoch.
  private func rate(epoch: Int, step: Int) -> Double {
    let steps = order.batchCount(of: configuration.batchSize)
    return configuration.learningRate
      * configuration.schedule.rate(
        step: (epoch - 1) * steps + step, of: configuration.epochs * steps)
  }

  private func progress(epoch: Int, rowsDone: Int) -> TrainingProgress {
    let rows = (epoch - 1) * order.rows.count + rowsDone
    return TrainingProgress(
      epoch: epoch, epochCount: configuration.epochs, rowsDone: rowsDone,
      rowCount: order.rows.count,
      rowsPerSecond: Double(rows) / max(stopwatch.seconds, 1e-9), tasks: history.tasks,
      losses: step.losses, priorLosses: data.statistics.map(\.priorLoss), weights: step.weights,
      lastEpoch: history.epochs.last)
  }
}

extension Evidence {
  /// Which gradients it is computed from.
  fileprivate var gradients: BatchPass.Gradients {
    switch self {
    case .losses: .weighted
    case .sketch(let columns): .sketched(columns: columns)
    case .gramian, .jacobian, .crossGramian: .perTask
    }
  }
}

extension Double? {
  /// Nothing in place of a number that is not finite.
  fileprivate var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
