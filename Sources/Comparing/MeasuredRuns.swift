internal import Balancing
internal import Datasets
internal import Training

/// The figures of a comparison's runs, by what was trained and under which seed.
struct MeasuredRuns {
  let tasks: [PredictionTask]
  let schemes: [String]
  let seeds: [UInt64]
  private let plan: ComparisonPlan
  private let records: [PlannedRun: RunRecord]

  /// A task's figures in a run.
  struct Figures: Equatable {
    /// The principal metric.
    var value: Double?
    var skill: Double?
  }

  init(tasks: [PredictionTask], plan: ComparisonPlan, records: [RunRecord]) {
    self.tasks = tasks
    schemes = plan.schemes.map(\.name)
    seeds = plan.seeds
    self.plan = plan
    self.records = Dictionary(records.map { ($0.run, $0) }, uniquingKeysWith: { $1 })
  }

  /// The tasks' figures of the single-task models under a seed.
  func single(seed: UInt64) -> [Figures] {
    tasks.map { task in
      let record = records[PlannedRun(subject: .task(task.name), seed: seed)]
      return Figures(record?.fitted?.evaluations.first, of: task)
    }
  }

  /// The tasks' figures under a scheme.
  func shared(_ scheme: String, seed: UInt64) -> [Figures] {
    let evaluations = records[PlannedRun(subject: .scheme(scheme), seed: seed)]?.fitted?.evaluations
    return tasks.enumerated().map { Figures(evaluations?[$0.offset], of: $0.element) }
  }

  /// A scheme's `deltaM` under each seed; nil where it has none.
  func deltas(of scheme: String) -> [Double?] {
    seeds.map { seed in
      DeltaM.mean(
        shared(scheme, seed: seed).map(\.value), over: single(seed: seed).map(\.value))
    }
  }

  /// How far a scheme's `deltaM` is above the baseline's, seed by seed.
  func differences(of scheme: String) -> SeedMean? {
    guard scheme != ComparedScheme.baseline else { return nil }
    let pairs = zip(deltas(of: scheme), deltas(of: ComparedScheme.baseline))
    return SeedMean(
      pairs.compactMap { own, other in own.flatMap { own in other.map { own - $0 } } })
  }

  /// Each scheme's mean rank over tasks and seeds.
  var meanRanks: [Double?] {
    let rounds = seeds.flatMap { seed in
      let figures = schemes.map { shared($0, seed: seed) }
      return tasks.indices.map { task in figures.map { $0[task].value } }
    }
    return MeanRank.means(rounds, models: schemes.count)
  }

  /// The tasks under a scheme.
  func summaries(of scheme: String) -> [Comparison.TaskSummary] {
    let bySeed = seeds.map { (shared(scheme, seed: $0), single(seed: $0)) }
    return tasks.indices.map { task in
      Comparison.TaskSummary(
        value: bySeed.compactMap { $0.0[task].value }.mean,
        skill: bySeed.compactMap { $0.0[task].skill }.mean,
        gain: SeedMean(
          bySeed.compactMap { DeltaM.gain($0.0[task].value, over: $0.1[task].value) }))
    }
  }

  /// The mean seconds of an epoch over all epochs and seeds.
  func secondsPerEpoch(of subject: PlannedRun.Subject) -> Double? {
    seeds.flatMap { seed in
      history(of: subject, seed: seed)?.epochs.map(\.seconds) ?? []
    }.mean
  }

  /// The seconds of an epoch of every single-task model, added up.
  var singleSecondsPerEpoch: Double? {
    let seconds = tasks.compactMap { secondsPerEpoch(of: .task($0.name)) }
    return seconds.count == tasks.count ? seconds.reduce(0, +) : nil
  }

  /// What the network of a scheme takes beside the single-task ones.
  func sharingCost(of scheme: String) -> SharingCost? {
    SharingCost(
      seeds.compactMap { seed in
        let singles = tasks.compactMap { history(of: .task($0.name), seed: seed) }
        guard singles.count == tasks.count, let shared = history(of: .scheme(scheme), seed: seed)
        else { return nil }
        return (
          shared.seconds, singles.reduce(0) { $0 + $1.seconds },
          Set(shared.taskEpochs ?? [shared.bestEpoch]).union([shared.bestEpoch]).count
        )
      })
  }

  private func history(of subject: PlannedRun.Subject, seed: UInt64) -> History? {
    records[PlannedRun(subject: subject, seed: seed)]?.fitted?.history
  }

  /// The runs that gave no model, in the plan's order.
  var failures: [Comparison.Failure] {
    plan.runs.compactMap { run in
      guard let reason = records[run]?.outcome.failure else { return nil }
      return Comparison.Failure(run: run, reason: reason)
    }
  }

  /// Groups of schemes that have the same figures under every seed.
  var copies: [[String]] {
    var groups: [(figures: [[Figures]], names: [String])] = []
    for scheme in schemes {
      let figures = seeds.map { shared(scheme, seed: $0) }
      guard figures.joined().contains(where: { $0.value != nil }) else { continue }
      if let group = groups.firstIndex(where: { $0.figures == figures }) {
        groups[group].names.append(scheme)
      } else {
        groups.append((figures, [scheme]))
      }
    }
    return groups.map(\.names).filter { $0.count > 1 }
  }
}

extension MeasuredRuns.Figures {
  fileprivate init(_ evaluation: TaskEvaluation?, of task: PredictionTask) {
    value = evaluation?.metrics[Metric.principal(of: task.loss).name]
    skill = evaluation?.skill
  }
}

extension [Double] {
  /// The mean; nil of nothing.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
