/// What is compared, and the runs that it takes.
public struct ComparisonPlan: Sendable {
  /// The tasks' names.
  public let tasks: [String]
  /// The schemes, the baseline among them.
  public let schemes: [ComparedScheme]
  /// What decides split, first parameters and the order of rows, one after the other.
  public let seeds: [UInt64]
  /// How many folds the rows are divided into under each seed; nil where they are not.
  public let folds: Int?
  /// The rows that judge over those that are learnt from where each round divides the same rows
  /// anew: then figures of two rounds are not independent (`RoundMean`). 0 where all rounds have the
  /// same split.
  public let overlap: Double

  /// A plan for at least one task and one seed.
  public init(
    tasks: [String], schemes: [ComparedScheme], seeds: [UInt64], folds: Int? = nil,
    overlap: Double = 0
  ) {
    precondition(!tasks.isEmpty && !seeds.isEmpty, "a comparison of something")
    self.tasks = tasks
    self.schemes = schemes
    self.seeds = seeds
    self.folds = folds
    self.overlap = overlap
  }

  /// The rounds, one after the other.
  public var rounds: [ComparisonRound] {
    seeds.flatMap { seed in
      folds.map { (0..<$0).map { ComparisonRound(seed: seed, fold: $0) } }
        ?? [ComparisonRound(seed: seed)]
    }
  }

  /// All runs in the order in which they begin: round by round, so that something can be told
  /// early, with the single-task models first. In the last round they come last and backwards:
  /// short runs at the end leave no thread idle for long.
  public var runs: [PlannedRun] {
    let subjects =
      tasks.map(PlannedRun.Subject.task) + schemes.map { PlannedRun.Subject.scheme($0.name) }
    let rounds = rounds
    return rounds.flatMap { round in
      (round == rounds.last ? subjects.reversed() : subjects).map {
        PlannedRun(subject: $0, round: round)
      }
    }
  }
}

/// One model to be trained.
public struct PlannedRun: Hashable, Codable, Sendable {
  /// What it is to show.
  public let subject: Subject
  /// Its seed.
  public let seed: UInt64
  /// Which fold judges it; nil where there are none.
  public let fold: Int?

  /// A run of a subject under a seed.
  public init(subject: Subject, seed: UInt64) {
    self.init(subject: subject, round: ComparisonRound(seed: seed))
  }

  /// A run of a subject in a round.
  public init(subject: Subject, round: ComparisonRound) {
    self.subject = subject
    (seed, fold) = (round.seed, round.fold)
  }

  /// The round.
  public var round: ComparisonRound { ComparisonRound(seed: seed, fold: fold) }

  /// What a model is trained on.
  public enum Subject: Hashable, Codable, Sendable {
    /// The task of that name, alone.
    case task(String)
    /// All tasks, under the scheme of that name.
    case scheme(String)
  }
}
