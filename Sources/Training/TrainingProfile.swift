/// Where the time of a run went.
public struct TrainingProfile: Equatable, Sendable {
  /// What a run does.
  public enum Phase: Int, CaseIterable, Sendable {
    /// Copying a step's rows from the table, as far as it was not done beside the step before.
    case gather
    /// From the inputs to the losses.
    case forward
    /// From the losses, or the gradients' inner products, to the tasks' weights.
    case balance
    /// From the losses to the gradients, and to their inner products where a scheme reads them; the
    /// next step's rows are gathered beside it.
    case backward
    /// The gradient's length and the optimizer.
    case update
    /// Measuring the validation rows and keeping the best parameters.
    case evaluate
    /// Writing checkpoints.
    case save

    /// Its name, such as `forward`.
    public var name: String { "\(self)" }
  }

  /// What ranks had to tell each other.
  public struct Exchange: Equatable, Sendable {
    /// How many ranks there are.
    public let ranks: Int
    /// Into how many shards they cut each step.
    public let shards: Int
    /// The steps that were taken.
    public let steps: Int
    /// The bytes that this rank sent in all of them.
    public let sentBytes: Double
    /// The seconds it waited: for others to come as far, and for what they sent.
    public let waitedSeconds: Double
  }

  /// What ranks had to tell each other, as part of the phases; nil for a process alone.
  public internal(set) var exchange: Exchange?

  // In the order of the phases.
  private var times = Array(repeating: 0.0, count: Phase.allCases.count)

  /// Nothing yet.
  public init() {}

  /// The seconds that a phase took: of the thread that leads, while others help it or wait.
  public subscript(_ phase: Phase) -> Double {
    times[phase.rawValue]
  }

  mutating func add(_ seconds: Double, to phase: Phase) {
    times[phase.rawValue] += seconds
  }
}

/// Measures phases that follow upon each other.
struct PhaseClock {
  private(set) var profile = TrainingProfile()
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init() {
    last = clock.now
  }

  /// Begins with a phase, after something that is not measured.
  mutating func begin() {
    last = clock.now
  }

  /// Ends a phase; the next one begins.
  mutating func end(_ phase: TrainingProfile.Phase) {
    let now = clock.now
    profile.add(last.duration(to: now) / .seconds(1), to: phase)
    last = now
  }
}
