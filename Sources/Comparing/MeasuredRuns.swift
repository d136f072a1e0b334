internal import Balancing
internal import Datasets
internal import Training

/// The figures of a comparison's runs, by what was trained and in which round.
struct MeasuredRuns {
  let tasks: [PredictionTask]
  let schemes: [String]
  let rounds: [ComparisonRound]
  private let plan: ComparisonPlan
  private let records: [PlannedRun: RunRecord]

  /// The rows that judge over those learnt from, where each round divides the same rows anew.
  var overlap: Double { plan.overlap }

  /// A task's figures in a run.
  struct Figures: Equatable {
    /// The principal metric.
    var value: Double?
    var skill: Double?
  }

  init(tasks: [PredictionTask], plan: ComparisonPlan, records: [RunRecord]) {
    self.tasks = tasks
    schemes = plan.schemes.map(\.name)
    rounds = plan.rounds
    self.plan = plan
    self.records = Dictionary(records.map { ($0.run, $0) }, uniquingKeysWith: { $1 })
  }

  /// The tasks' figures of the single-task models in a round.
  func single(in round: ComparisonRound) -> [Figures] {
    tasks.map { task in
      let record = records[PlannedRun(subject: .task(task.name), round: round)]
      return Figures(record?.fitted?.evaluations.first, of: task)
    }
  }

  /// The tasks' figures under a scheme.
  func shared(_ scheme: String, in round: ComparisonRound) -> [Figures] {
    let record = records[PlannedRun(subject: .scheme(scheme), round: round)]
    let evaluations = record?.fitted?.evaluations
    return tasks.enumerated().map { Figures(evaluations?[$0.offset], of: $0.element) }
  }

  /// A scheme's `deltaM` in each round; nil where it has none.
  func deltas(of scheme: String) -> [Double?] {
    rounds.map { round in
      DeltaM.mean(
        shared(scheme, in: round).map(\.value), over: single(in: round).map(\.value))
    }
  }

  /// How far a scheme's `deltaM` is above the baseline's, round by round.
  func differences(of scheme: String) -> RoundMean? {
    guard scheme != ComparedScheme.baseline else { return nil }
    let pairs = zip(deltas(of: scheme), deltas(of: ComparedScheme.baseline))
    return mean(
      pairs.compactMap { own, other in own.flatMap { own in other.map { own - $0 } } })
  }

  /// A figure's mean over the rounds that have it.
  func mean(_ values: [Double]) -> RoundMean? { RoundMean(values, overlap: overlap) }

  /// Each scheme's mean rank over tasks and rounds.
  var meanRanks: [Double?] {
    let ranked = rounds.flatMap { round in
      let figures = schemes.map { shared($0, in: round) }
      return tasks.indices.map { task in figures.map { $0[task].value } }
    }
    return MeanRank.means(ranked, models: schemes.count)
  }

  /// The tasks under a scheme.
  func summaries(of scheme: String) -> [Comparison.TaskSummary] {
    let byRound = rounds.map { (shared(scheme, in: $0), single(in: $0)) }
    return tasks.indices.map { task in
      Comparison.TaskSummary(
        value: byRound.compactMap { $0.0[task].value }.mean,
        skill: byRound.compactMap { $0.0[task].skill }.mean,
        gain: mean(
          byRound.compactMap { DeltaM.gain($0.0[task].value, over: $0.1[task].value) }))
    }
  }

  /// The mean seconds of an epoch over all epochs and rounds.
  func secondsPerEpoch(of subject: PlannedRun.Subject) -> Double? {
    rounds.flatMap { round in
      history(of: subject, in: round)?.epochs.map(\.seconds) ?? []
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
      rounds.compactMap { round in
        let singles = tasks.compactMap { history(of: .task($0.name), in: round) }
        guard singles.count == tasks.count, let shared = history(of: .scheme(scheme), in: round)
        else { return nil }
        return (
          shared.seconds, singles.reduce(0) { $0 + $1.seconds },
          Set(shared.taskEpochs ?? [shared.bestEpoch]).union([shared.bestEpoch]).count
        )
      })
  }

  private func history(of subject: PlannedRun.Subject, in round: ComparisonRound) -> History? {
    records[PlannedRun(subject: subject, round: round)]?.fitted?.history
  }

  /// The runs that gave no model, in the plan's order.
  var failures: [Comparison.Failure] {
    plan.runs.compactMap { run in
      guard let reason = records[run]?.outcome.failure else { return nil }
      return Comparison.Failure(run: run, reason: reason)
    }
  }

  /// Groups of schemes that have the same figures in every round.
  var copies: [[String]] {
    var groups: [(figures: [[Figures]], names: [String])] = []
    for scheme in schemes {
      let figures = rounds.map { shared(scheme, in: $0) }
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
