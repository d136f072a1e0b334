internal import Balancing
internal import Datasets
internal import Fingerprints
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
  private let ranks: any Ranks
  private let parameters: FloatBuffer
  private let evaluator: Evaluator
  private let validationScore: ValidationScore
  private var step: TrainingStep
  private var rows: TrainingRows
  private var bestScore = Double.infinity
  private var taskBests = TaskBests()
  private var stopwatch = Stopwatch()
  /// The epoch that a checkpoint was saved in, until it goes on.
  private var position: EpochPosition?
  private var turn: CheckpointTurn
  /// The rows trained on since this run began or went on.
  private var rowsTrained = 0
  /// The rows of the first step since then, and when it had been taken.
  private var firstStep: (rows: Int, seconds: Double)?

  /// - Parameter checkpoint: Where to go on; nil begins.
  init(
    _ trainer: Trainer, data: PreparedData, from checkpoint: TrainingCheckpoint?,
    interval: CheckpointInterval
  ) throws {
    configuration = trainer.configuration
    ranks = trainer.ranks
    self.data = data
    let network = trainer.network(for: data)
    parameters = FloatBuffer(network.initialParameters(seed: configuration.seed))
    bestParameters = parameters.values
    evaluator = Evaluator(network: network, threads: trainer.threads)
    validationScore = ValidationScore(data)
    rows = TrainingRows(data, seed: configuration.seed)
    history = History(tasks: data.schema.tasks.map(\.name))
    // The parameters, their average, the best ones and the optimizer's two moments.
    let vectors =
      (configuration.averaging == nil ? 4 : 5) + (configuration.ownEpochs ? history.tasks.count : 0)
    turn = CheckpointTurn(
      interval, bytes: Double(vectors * MemoryLayout<Float>.stride * bestParameters.count))

    let evidence = try trainer.evidence()
    // Who asks for separate networks knows that nothing need be in common: then all products are 0.
    let hasShared =
      evidence == .gramian(.lastShared)
      ? !network.configuration.trunk.isEmpty
      : network.layout.sharedCount > 0 || network.configuration.sharing == .separate
    if evidence != .losses, !hasShared {
      throw TrainingError.nothingShared(scheme: trainer.scheme.text)
    }
    let batchSize = configuration.stepRows(of: data)
    if batchSize < evidence.batchParts {
      throw TrainingError.batchTooSmall(
        scheme: trainer.scheme.text, rows: batchSize, parts: evidence.batchParts)
    }
    let pass = ShardedPass(
      network: network, capacity: batchSize,
      gradients: evidence.gradients, threads: trainer.threads,
      jacobianBytes: evidence.jacobianBytes, sliceRows: configuration.sliceRows,
      shards: configuration.shards, ranks: trainer.ranks)
    let measured = InitialLosses(
      batches: trainer.scheme.measuredBatches, of: configuration.batchSize,
      order: RowOrder(data.split.train, seed: configuration.seed).rows, data: data, pass: pass,
      parameters: parameters, seed: configuration.seed)
    let scheme = try trainer.scheme.makeScheme(
      SchemeContext(
        taskNames: history.tasks, initialLosses: data.taskStatistics.map(\.initialLoss),
        priorLosses: data.taskStatistics.map(\.priorLoss), measuredInitialLosses: measured.values,
        primary: trainer.primary, seed: configuration.seed))
    step = TrainingStep(
      pass: pass, parameters: parameters,
      optimizer: Optimizer(
        configuration.optimizer, weightDecay: configuration.weightDecay,
        parts: network.layout.segments.map { segment in
          Optimizer.Part(
            count: segment.count, decays: segment.decays,
            task: trainer.modifiers.damping ? segment.task : nil)
        }),
      balancer: try Balancer(
        named: trainer.scheme.entry.name, scheme: scheme, taskNames: history.tasks,
        priorLosses: data.taskStatistics.map(\.priorLoss), userWeights: trainer.factors(for: data),
        modifiers: trainer.settledModifiers,
        dampingShare: TrainingBudget(
          rows: rows.rowCount, batchSize: configuration.batchSize
        ).dampingShare),
      configuration: configuration)
    if let checkpoint { try restore(checkpoint) }
    holdBack()
  }

  /// What the run ends with.
  var result: Trainer.Result {
    let own = configuration.ownEpochs ? ownEpochs : nil
    var history = history
    if configuration.ownEpochs {
      history.taskEpochs = own?.ofTasks ?? history.tasks.map { _ in history.bestEpoch }
    }
    let others = (own?.epochs.dropFirst() ?? []).compactMap(taskBests.parameters(of:))
    return Trainer.Result(
      snapshots: [bestParameters] + others, ownEpochs: own, history: history, profile: profile)
  }

  /// Which tasks do better in another epoch than the common one.
  private var ownEpochs: OwnEpochs? {
    let (common, bests) = (history.bestEpoch, history.taskBests)
    /// Losses row by row, for each of some tasks those of its labels.
    func losses(of tasks: [Int], _ parameters: [Float]) -> [ArraySlice<[Double]>] {
      let labels = tasks.map { Array(data.schema.labelRanges[$0]) }
      let losses = evaluator.rowLosses(
        of: labels.flatMap(\.self), data.table, rows: data.split.validation,
        parameters: FloatBuffer(parameters))
      return labels.ranges(\.count).map { losses[$0] }
    }
    let candidates = bests.indices.filter { bests[$0] != nil && bests[$0] != common }
    guard !candidates.isEmpty else { return nil }
    let (ofCommon, divisors) = (losses(of: candidates, bestParameters), data.validationDivisors)
    let gains = taskBests.snapshots.flatMap { epoch, parameters -> [OwnEpochs.Gain] in
      let places = candidates.indices.filter { bests[candidates[$0]] == epoch }
      guard !places.isEmpty else { return [] }
      return zip(places, losses(of: places.map { candidates[$0] }, parameters))
        .compactMap { place, own in
          let task = candidates[place]
          return OwnEpochs.Gain(
            task: task, epoch: epoch, common: ofCommon[place], own: own,
            divisors: Array(divisors[data.schema.labelRanges[task]]))
        }
    }
    return OwnEpochs(common: common, taskCount: history.tasks.count, gains: gains)
  }

  /// Where the time went so far.
  var profile: TrainingProfile {
    var profile = step.clock.profile
    profile.exchange = step.exchange
    return profile
  }

  /// Takes a step on some rows that is part of no epoch: to see what one costs.
  mutating func rehearse(_ rows: ArraySlice<Int32>) throws(BalancingError) {
    try step.take(BatchRows(data.table, rows), rate: configuration.learningRate)
  }

  /// Trains one epoch, or what is left of it.
  ///
  /// - Returns: Whether another one should follow.
  mutating func trainEpoch(_ observer: TrainingObserver) throws -> Bool {
    guard goesOn else { return false }
    let began = stopwatch.seconds
    var epoch = takeEpoch()
    let before = epoch.seconds
    let number = history.epochs.count + 1
    for index in epoch.steps..<rows.batchCount(of: configuration.batchSize) {
      let batch = try rows.batch(index, of: configuration.batchSize)
      epoch.rate = rate(epoch: number, step: index)
      if ranks.count > 1 { step.asksToEnd = observer.asksToEnd }
      try take(batch, step: index + 1, rate: epoch.rate, epoch: number)
      epoch.sums.add(step)
      epoch.seconds = before + stopwatch.seconds - began
      rowsTrained += batch.rows.count
      if firstStep == nil { firstStep = (rowsTrained, stopwatch.seconds) }
      turn.add(rows: batch.rows.count)
      try pause(epoch, observer)
      if let progress = observer.progress, stopwatch.takeReportTurn() {
        progress(self.progress(epoch: number, rowsDone: batch.rowsDone))
      }
    }
    try finish(
      epoch, before: before, began: began, measuresMetrics: observer.measuresMetrics)
    try observer.follow?(history)
    turn.addEpoch()
    observer.progress?(self.progress(epoch: number, rowsDone: rows.rowCount))
    if goesOn {
      try pause(nil, observer)
      return true
    }
    guard history.bestEpoch > 0 else {
      throw diverged(
        epoch: number, step: epoch.steps, reason: "no epoch had a finite validation loss")
    }
    // Whatever the interval, more epochs can follow the last one later.
    if observer.interval != .never { try save(observer) }
    return false
  }

  /// The epoch that a checkpoint was saved in, or else the next one.
  private mutating func takeEpoch() -> EpochPosition {
    if let position {
      self.position = nil
      return position
    }
    if !history.epochs.isEmpty { rows.shuffle() }
    return EpochPosition(taskCount: history.tasks.count)
  }

  /// Whether another epoch should follow those that were finished.
  private var goesOn: Bool {
    history.epochs.count < configuration.mostEpochs && !hasLostPatience
  }

  /// Takes a step, and says where training failed if it does.
  private mutating func take(
    _ batch: RowBatch, step index: Int, rate: Double, epoch: Int
  ) throws {
    do throws(BalancingError) {
      try step.take(batch.rows, next: batch.next, rate: rate)
    } catch {
      guard case .nonFinite(let task, let quantity, let value, let steps) = error else {
        throw error
      }
      throw TrainingError.diverged(
        epoch: epoch, step: index, task: task,
        reason: "its \(quantity.rawValue) was not finite (\(value)) for \(steps) steps in a row")
    }
    guard step.badSteps >= TrainingError.mostBadSteps else { return }
    throw diverged(
      epoch: epoch, step: index,
      reason: "the gradient was not finite for \(step.badSteps) steps in a row")
  }

  /// The error of a run whose numbers are of no use any more. Named is the task whose loss in the
  /// last step was furthest above its prior loss: it most likely drew the others along.
  private func diverged(epoch: Int, step index: Int, reason: String) -> TrainingError {
    func ratio(_ task: Int) -> Double {
      let ratio = step.losses[task] / data.taskStatistics[task].priorLoss
      return ratio.isFinite ? ratio : .infinity
    }
    let labelled = history.tasks.indices.filter { step.labelledWeights[$0] > 0 }
    let worst = labelled.max { ratio($0) < ratio($1) }
    return .diverged(
      epoch: epoch, step: index, task: worst.map { history.tasks[$0] },
      reason: reason + (worst.map { ", its loss \(Float(ratio($0))) times its prior loss" } ?? ""))
  }

  /// Between two steps: saves the run if it is time, and ends it if it was interrupted.
  ///
  /// - Parameter epoch: The epoch that goes on; nil between two of them.
  private mutating func pause(_ epoch: EpochPosition?, _ observer: TrainingObserver) throws {
    // Several ranks end after the same step, so each tells what it is asked with the next batch.
    let isInterrupted = ranks.count > 1 ? step.isAskedToEnd : observer.asksToEnd
    // The end of an epoch is where its last step is saved, with what it is worth.
    let isAtEnd = epoch.map { $0.steps == rows.batchCount(of: configuration.batchSize) } ?? false
    guard isInterrupted || turn.isDue(at: stopwatch.seconds), !isAtEnd else { return }
    position = epoch
    defer { position = nil }
    let isSaved = try save(observer)
    if isInterrupted {
      throw TrainingError.interrupted(
        epoch: epoch == nil ? history.epochs.count : history.epochs.count + 1,
        step: epoch?.steps, isSaved: isSaved)
    }
  }

  /// Hands a checkpoint on, unless the numbers are not finite.
  ///
  /// - Returns: Whether it was.
  @discardableResult
  private mutating func save(_ observer: TrainingObserver) throws -> Bool {
    guard let keep = observer.save, step.isSound, parameters.vector.squaredNorm.isFinite else {
      return false
    }
    step.clock.begin()
    defer { step.clock.end(.save) }
    let began = stopwatch.seconds
    try keep(try checkpoint())
    turn.saved(from: began, to: stopwatch.seconds)
    return true
  }

  private func checkpoint() throws -> TrainingCheckpoint {
    let (state, saved) = (try step.state(), rows.saved)
    return TrainingCheckpoint(
      parameters: parameters.values, average: state.average, bestParameters: bestParameters,
      taskBestParameters: taskBests.parameters,
      moments: state.moments,
      rowOrder: saved.order, balancer: state.balancer,
      state: TrainingCheckpoint.State(
        history: history, epoch: position, updates: state.updates, shuffle: saved.generator,
        dropout: state.dropout, projections: state.projections))
  }

  /// Goes on from a checkpoint of a run of the same data and configuration.
  private mutating func restore(_ checkpoint: TrainingCheckpoint) throws {
    let state = checkpoint.state
    let rows = TrainingRows(data, order: checkpoint.rowOrder, generator: state.shuffle)
    try checkpoint.check(
      TrainingCheckpoint.Shape(
        tasks: history.tasks, parameterCount: parameters.count,
        averageCount: configuration.averaging == nil ? 0 : parameters.count,
        keepsTaskBests: configuration.ownEpochs,
        momentCounts: step.momentCounts, rows: data.orderedUnits,
        stepsPerEpoch: rows.batchCount(of: configuration.batchSize)))
    try step.restore(
      TrainingStep.State(
        average: checkpoint.average, moments: checkpoint.moments, updates: state.updates,
        dropout: state.dropout,
        projections: state.projections, balancer: checkpoint.balancer))
    parameters.copy(checkpoint.parameters)
    bestParameters = checkpoint.bestParameters
    self.rows = rows
    history = state.history
    if configuration.ownEpochs {
      taskBests = TaskBests(
        history, parameters: checkpoint.taskBestParameters, count: parameters.count)
    }
    position = state.epoch
    // Without validation rows the best epoch is the last, and has no score.
    if history.bestEpoch > 0 {
      bestScore = history.epochs[history.bestEpoch - 1].validationScore ?? .infinity
    }
  }

  /// Ends an epoch: tells the scheme, and measures the validation rows.
  ///
  /// - Parameters:
  ///   - before: The seconds the epoch took before the run was interrupted.
  ///   - began: When it went on.
  ///   - measuresMetrics: Whether the tasks' metrics are measured, too.
  private mutating func finish(
    _ position: EpochPosition, before: Double, began: Double, measuresMetrics: Bool
  ) throws {
    let number = history.epochs.count + 1
    guard parameters.vector.squaredNorm.isFinite else {
      throw diverged(
        epoch: number, step: position.steps, reason: "the parameters are not finite")
    }
    try checkRanks(epoch: number)
    let sums = position.sums
    step.clock.begin()
    defer { step.clock.end(.evaluate) }
    let (losses, metrics) = validate(measuresMetrics: measuresMetrics)
    let score = validationScore(losses)
    history.epochs.append(
      History.Epoch(
        number: number, rate: position.rate, trainingLosses: sums.averageLosses,
        validationLosses: losses.map(\.finite), validationScore: score.finite,
        validationMetrics: metrics, weights: sums.averageWeights,
        damping: step.balancer.damping?.factors, gradients: sums.gradients.summary,
        seconds: before + stopwatch.seconds - began))
    keepIfBest(number, score: score)
    let bests = history.taskBests
    if configuration.ownEpochs {
      taskBests.add(number, bests: bests, step.keptParameters.values)
    }
    step.balancer.epochEnded(
      averages: sums.averageLosses,
      improved: losses.indices.map { losses[$0] == nil ? nil : bests[$0] == number })
    holdBack()
  }

  /// Makes sure that what every rank computed by itself from the same sums is the same.
  private func checkRanks(epoch: Int) throws(TrainingError) {
    guard ranks.count > 1 else { return }
    let fingerprint = FingerprintStream()
    fingerprint.add(parameters.values)
    let all = ranks.gather(Array(fingerprint.fingerprint.description.utf8))
    guard let rank = all.firstIndex(where: { $0 != all[0] }) else { return }
    throw .ranksDiffer(rank: rank, epoch: epoch)
  }

  /// Lets tasks that are held back learn less of their own: no more than what holds them back, and
  /// no more than the share of their labels in those of the task with the most, though a quarter.
  private mutating func holdBack() {
    guard let damping = step.balancer.damping else { return }
    let coverage = TaskStatistics.coverage(data.taskStatistics)
    let most = coverage.reduce(0, max)
    step.taskRates = zip(damping.factors, coverage).map { $0 * max($1 / most, 0.25) }
  }

  /// Each task's mean loss over the validation rows, nil where none is labelled, and its metrics if
  /// they are asked for.
  private func validate(
    measuresMetrics: Bool
  ) -> (losses: [Double?], metrics: [TaskMetrics]?) {
    let (rows, parameters) = (data.split.validation, step.keptParameters)
    guard !measuresMetrics || ranks.count > 1 else {
      return evaluator.lossesAndMetrics(data.table, rows: rows, parameters: parameters)
    }
    let losses = evaluator.losses(
      data.table, rows: rows, parameters: parameters, sharedBy: ranks)
    guard measuresMetrics else { return (losses, nil) }
    // Ranks share the losses; metrics are of all rows, and asked for on one rank alone.
    let measured = evaluator.lossesAndMetrics(data.table, rows: rows, parameters: parameters)
    return (losses, measured.metrics)
  }

  /// Keeps an epoch's parameters if none had a better score; without a score each is the best so
  /// far.
  private mutating func keepIfBest(_ number: Int, score: Double?) {
    if let score {
      // Holds for no score that is not a number: what has diverged is never the best.
      guard score < bestScore else { return }
      bestScore = score
    }
    history.bestEpoch = number
    bestParameters = step.keptParameters.values
  }

  private var hasLostPatience: Bool {
    guard let patience = configuration.patience else { return false }
    return history.epochs.count - history.bestEpoch >= patience
  }

  /// The rate of a step, `step` of which came before it in its epoch.
  private func rate(epoch: Int, step: Int) -> Double {
    let steps = rows.batchCount(of: configuration.batchSize)
    return configuration.learningRate
      * configuration.schedule.rate(
        step: (epoch - 1) * steps + step, of: configuration.epochs * steps)
  }

  /// The rows trained on a second, without the first step once there is another.
  private var rowsPerSecond: Double {
    var (rows, seconds) = (rowsTrained, stopwatch.seconds)
    if let firstStep, firstStep.rows < rows {
      rows -= firstStep.rows
      seconds -= firstStep.seconds
    }
    return Double(rows) / max(seconds, 1e-9)
  }

  private func progress(epoch: Int, rowsDone: Int) -> TrainingProgress {
    let (rowCount, validationRows) = (rows.rowCount, data.split.validation.count)
    let rowsPerSecond = rowsPerSecond
    let passes = Double(rowCount) + TimeBound.evaluationShare * Double(validationRows)
    return TrainingProgress(
      epoch: epoch, epochCount: configuration.mostEpochs, rowsDone: rowsDone, rowCount: rowCount,
      rowsPerSecond: rowsPerSecond,
      time: TimeBound(
        epochs: configuration.mostEpochs,
        stepsPerEpoch: rows.batchCount(of: configuration.batchSize),
        secondsPerEpoch: passes / rowsPerSecond,
        patience: validationRows > 0 ? configuration.patience : nil,
        done: Double(epoch - 1) + Double(rowsDone) / Double(rowCount), bestEpoch: history.bestEpoch),
      tasks: history.tasks, losses: step.losses,
      priorLosses: data.taskStatistics.map(\.priorLoss), weights: step.weights,
      lastEpoch: history.epochs.last)
  }
}

extension TrainingObserver {
  fileprivate var asksToEnd: Bool { isInterrupted?() ?? false }
}

extension Evidence {
  /// Which gradients it is computed from.
  var gradients: BatchPass.Gradients {
    switch self {
    case .losses: .weighted
    case .sketch(let columns): .sketched(columns: columns)
    case .gramian, .jacobian, .crossGramian: .perTask
    }
  }

  /// Up to how many bytes all tasks' gradients are held whole.
  var jacobianBytes: Int { holdsGradients ? .max : BatchPass.mostJacobianBytes }
}

extension Double? {
  /// Nothing in place of a number that is not finite.
  fileprivate var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
