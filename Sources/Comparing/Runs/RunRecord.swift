public import Training

/// What became of a run.
public struct RunRecord: Codable, Equatable, Sendable {
  /// The run.
  public let run: PlannedRun
  /// What tells its data from other data.
  public let data: DataFingerprint
  /// How it ended; its model is that of the best epoch.
  public let outcome: RunOutcome

  /// Keeps what became of a run.
  public init(run: PlannedRun, data: DataFingerprint, outcome: RunOutcome) {
    self.run = run
    self.data = data
    self.outcome = outcome
  }

  /// What is known of the model, if there is one.
  public var fitted: RunOutcome.Fitted? { outcome.fitted }
}
