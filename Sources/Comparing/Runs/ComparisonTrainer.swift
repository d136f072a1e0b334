public import Balancing
internal import Datasets
public import Remedies
internal import Statistics
public import Training

/// Trains all models of a comparison, several at a time.
public struct ComparisonTrainer: Sendable {
  /// What is compared.
  public let plan: ComparisonPlan
  /// What all runs have in common; each has its own seed.
  public let configuration: TrainingConfiguration
  /// What changes every scheme, and the training of one task.
  public let modifiers: BalanceModifiers
  /// The position of the task that the others are to help, for the schemes that ask for one.
  public let primary: Int?
  /// How many runs are on their way at one time.
  public let lanes: Int
  /// How many threads each computes with. The results do not depend on it.
  public let threadsPerRun: Int
  /// What parameters are called where a record tells why a run failed.
  private let names: any ParameterNaming

  /// - Parameters:
  ///   - threads: How many threads compute in all.
  ///   - mostLanes: The most runs at one time, such as there is memory for.
  ///   - names: What parameters are called where a record tells why a run failed.
  public init(
    _ plan: ComparisonPlan, configuration: TrainingConfiguration,
    modifiers: BalanceModifiers = BalanceModifiers(), primary: Int?, threads: Int,
    mostLanes: Int = .max, naming names: any ParameterNaming = LibraryNaming()
  ) {
    self.names = names
    self.plan = plan
    self.configuration = configuration
    self.modifiers = modifiers
    self.primary = primary
    lanes = max(min(threads, mostLanes, plan.runs.count), 1)
    threadsPerRun = max(threads / lanes, 1)
  }

  /// Checks that every scheme can be made for the tasks.
  ///
  /// - Parameter data: The table in one of the rounds.
  /// - Throws: `BalancingError` for one that cannot, such as weights that name another task.
  public func check(_ data: PreparedData) throws(BalancingError) {
    let losses = data.taskStatistics.map(\.initialLoss)
    for scheme in plan.schemes {
      _ = try scheme.request.makeScheme(
        SchemeContext(
          taskNames: plan.tasks, initialLosses: losses,
          priorLosses: data.taskStatistics.map(\.priorLoss), measuredInitialLosses: losses,
          primary: primary))
    }
  }

  /// Trains what is not on record yet. A run that diverges, or whose scheme cannot weigh these
  /// losses, is a result too; any other error ends the comparison.
  ///
  /// - Parameters:
  ///   - share: Which of the runs; the others are another process's.
  ///   - prepare: The table, split and encoded for a round.
  /// - Returns: A record of each of these runs, in the plan's order.
  /// - Throws: What `prepare` or the observer throws, or `TrainingError`.
  public func run(
    _ observer: ComparisonObserver, share: RunShare = .all,
    prepare: @Sendable (ComparisonRound) throws -> PreparedData
  ) throws -> [RunRecord] {
    let queue = RunQueue<PlannedRun, ComparisonRound, RunRecord>(share.of(plan.runs)) { $0.round }
    return try queue.records(lanes: lanes) { run in
      let data = self.data(of: run, in: try queue.data(for: run, by: prepare))
      let record = try record(of: run, on: data, observer: observer) { queue.hasFailed }
      try observer.finished(record)
      return record
    }
  }

  /// The trainer of a run.
  public func trainer(of run: PlannedRun) throws(BalancingError) -> Trainer {
    var configuration = configuration
    configuration.seed = run.seed
    switch run.subject {
    case .task:
      return try .ofSingleTask(configuration, modifiers: modifiers, threads: threadsPerRun)
    case .scheme(let name):
      guard let scheme = plan.schemes.first(where: { $0.name == name }) else {
        preconditionFailure("a run of the plan has a scheme of the plan")
      }
      return Trainer(
        configuration, scheme: scheme.request,
        taskWeights: Array(repeating: 1, count: plan.tasks.count), modifiers: modifiers,
        primary: primary,
        threads: threadsPerRun)
    }
  }

  /// Those of the tasks that a run learns.
  private func data(of run: PlannedRun, in data: PreparedData) -> PreparedData {
    guard case .task(let name) = run.subject else { return data }
    return data.keeping(task: name)
  }

  /// The record of a run: the one there is of it on the same data, or that of training it.
  private func record(
    of run: PlannedRun, on data: PreparedData, observer: ComparisonObserver,
    isOver: () -> Bool
  ) throws -> RunRecord {
    if let record = try observer.record(run) {
      if let difference = record.data.difference(of: data.fingerprint) {
        throw ComparisonError.otherData(difference)
      }
      let tasks = data.schema.tasks.map(\.name)
      guard record.fitted.map({ $0.history.tasks == tasks }) ?? true else {
        throw ComparisonError.otherData("had other labels")
      }
      return record
    }
    let trainer = try trainer(of: run)
    let checkpoint = try observer.checkpoint(run, data.fingerprint)
    return try withoutActuallyEscaping(isOver) { isOver in
      var watching = TrainingObserver()
      watching.progress = { observer.progress(run, $0) }
      watching.interval = observer.interval
      watching.save = { try observer.save(run, data, $0) }
      watching.isInterrupted = { observer.isInterrupted() || isOver() }
      let (outcome, _) = try trainer.outcome(
        on: data, judging: data.judgingRows, from: checkpoint, observer: watching,
        reading: ReadingOptions(), naming: names)
      return RunRecord(run: run, data: data.fingerprint, outcome: outcome)
    }
  }
}
