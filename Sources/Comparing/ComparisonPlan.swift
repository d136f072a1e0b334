/// What is compared, and the runs that it takes.
public struct ComparisonPlan: Sendable {
  /// The tasks' names.
  public let tasks: [String]
  /// The schemes, the baseline among them.
  public let schemes: [ComparedScheme]
  /// What decides split, first parameters and the order of rows, one after the other.
  public let seeds: [UInt64]

  /// A plan for at least one task and one seed.
  public init(tasks: [String], schemes: [ComparedScheme], seeds: [UInt64]) {
    precondition(!tasks.isEmpty && !seeds.isEmpty, "a comparison of something")
    self.tasks = tasks
    self.schemes = schemes
    self.seeds = seeds
  }

  /// All runs in the order in which they begin: seed by seed, so that something can be told early,
  /// with the single-task models first. In the last seed they come last and backwards: short runs
  /// at the end leave no thread idle for long.
  public var runs: [PlannedRun] {
    let subjects =
      tasks.map(PlannedRun.Subject.task) + schemes.map { PlannedRun.Subject.scheme($0.name) }
    return seeds.flatMap { seed in
      (seed == seeds.last ? subjects.reversed() : subjects).map {
        PlannedRun(subject: $0, seed: seed)
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

  /// A run of a subject under a seed.
  public init(subject: Subject, seed: UInt64) {
    self.subject = subject
    self.seed = seed
  }

  /// What a model is trained on.
  public enum Subject: Hashable, Codable, Sendable {
    /// The task of that name, alone.
    case task(String)
    /// All tasks, under the scheme of that name.
    case scheme(String)
  }
}
