public import Datasets
public import Training

/// What a comparison found: each scheme against the single-task models and against the baseline.
public struct Comparison: Sendable {
  /// The tasks.
  public let tasks: [PredictionTask]
  /// The rounds.
  public let rounds: [ComparisonRound]
  /// The rows that judge over those learnt from, where each round divides the same rows anew.
  public let overlap: Double
  /// One model for each task, measured on its own.
  public let singles: [TaskSummary]
  /// The seconds of an epoch of all of them together; nil where one failed in every round.
  public let singleSecondsPerEpoch: Double?
  /// One model for all tasks under each scheme.
  public let schemes: [SchemeSummary]
  /// Groups of schemes whose figures are the same in every round.
  public let copies: [[String]]
  /// The runs that gave no model, and count for nothing.
  public let failures: [Failure]

  /// A task under a scheme, or by itself: means over the rounds that have a figure.
  public struct TaskSummary: Equatable, Sendable {
    /// The principal metric of the task's kind.
    public let value: Double?
    /// 1 − loss / constant loss, on the rows that judge.
    public let skill: Double?
    /// By how many percent `value` is better than the single-task model's; nil for that one itself.
    public let gain: RoundMean?
  }

  /// A scheme.
  public struct SchemeSummary: Sendable {
    /// What it is called.
    public let name: String
    /// Each task.
    public let tasks: [TaskSummary]
    /// The mean of the tasks' gains over the single-task models, in percent.
    public let deltaM: RoundMean?
    /// Whether that is more than luck, all schemes looked at together.
    public let deltaMVerdict: Verdict?
    /// `deltaM` less that of the baseline in the same round; nil for the baseline.
    public let difference: RoundMean?
    /// Whether that is more than luck, all schemes looked at together.
    public let differenceVerdict: Verdict?
    /// The mean over tasks and rounds of its rank among the schemes, 1 for the best.
    public let meanRank: Double?
    /// The seconds of an epoch.
    public let secondsPerEpoch: Double?
    /// What its network takes beside the single-task ones; nil where in every round one failed.
    public let sharingCost: SharingCost?
  }

  /// A run without a model.
  public struct Failure: Equatable, Sendable {
    /// The run.
    public let run: PlannedRun
    /// Why.
    public let reason: String
  }

  /// Draws the conclusions from a plan's records, as far as there are any.
  public init(tasks: [PredictionTask], plan: ComparisonPlan, records: [RunRecord]) {
    self.init(MeasuredRuns(tasks: tasks, plan: plan, records: records))
  }

  init(_ runs: MeasuredRuns) {
    tasks = runs.tasks
    rounds = runs.rounds
    overlap = runs.overlap
    singles = runs.tasks.indices.map { task in
      TaskSummary(
        value: runs.rounds.compactMap { runs.single(in: $0)[task].value }.mean,
        skill: runs.rounds.compactMap { runs.single(in: $0)[task].skill }.mean, gain: nil)
    }
    singleSecondsPerEpoch = runs.singleSecondsPerEpoch
    let deltas = runs.schemes.map { scheme in runs.mean(runs.deltas(of: scheme).compactMap(\.self))
    }
    let differences = runs.schemes.map(runs.differences)
    let ranks = runs.meanRanks
    let verdicts = (Verdict.judge(deltas), Verdict.judge(differences))
    schemes = runs.schemes.enumerated().map { index, scheme in
      SchemeSummary(
        name: scheme, tasks: runs.summaries(of: scheme), deltaM: deltas[index],
        deltaMVerdict: verdicts.0[index], difference: differences[index],
        differenceVerdict: verdicts.1[index], meanRank: ranks[index],
        secondsPerEpoch: runs.secondsPerEpoch(of: .scheme(scheme)),
        sharingCost: runs.sharingCost(of: scheme))
    }
    copies = runs.copies
    failures = runs.failures
  }

  /// The schemes, the one with the highest `deltaM` first; those without one last, all else in the
  /// plan's order.
  public var ranked: [SchemeSummary] {
    func figure(_ index: Int) -> Double { schemes[index].deltaM?.mean ?? -.infinity }
    return schemes.indices.sorted { (figure($0), -$0) > (figure($1), -$1) }.map { schemes[$0] }
  }

  /// The scheme with the highest `deltaM`; nil where none has one.
  public var best: SchemeSummary? { ranked.first.flatMap { $0.deltaM == nil ? nil : $0 } }
}
