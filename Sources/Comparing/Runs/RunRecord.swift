public import Training

/// What became of a run.
public struct RunRecord: Codable, Equatable, Sendable {
  /// The run.
  public let run: PlannedRun
  /// What tells its data from other data.
  public let data: DataFingerprint
  /// How it ended.
  public let outcome: Outcome

  /// Keeps what became of a run.
  public init(run: PlannedRun, data: DataFingerprint, outcome: Outcome) {
    self.run = run
    self.data = data
    self.outcome = outcome
  }

  /// How a run ends.
  public enum Outcome: Codable, Equatable, Sendable {
    /// With a model.
    case fitted(Fitted)
    /// Without one, for the reason given.
    case failed(reason: String)
  }

  /// What is known of a fitted model.
  public struct Fitted: Codable, Equatable, Sendable {
    /// What was seen in each epoch.
    public let history: History
    /// How well the model of the best epoch does on the rows that judge.
    public let evaluations: [TaskEvaluation]

    /// Keeps what was measured.
    public init(history: History, evaluations: [TaskEvaluation]) {
      self.history = history
      self.evaluations = evaluations
    }
  }

  /// Whether what it says of a model fits together: a file may say anything.
  package var isConsistent: Bool {
    guard let fitted else { return true }
    return fitted.history.isConsistent && !fitted.history.epochs.isEmpty
      && fitted.evaluations.map(\.name) == fitted.history.tasks
  }

  /// What is known of the model, if there is one.
  public var fitted: Fitted? {
    if case .fitted(let fitted) = outcome { fitted } else { nil }
  }
}
