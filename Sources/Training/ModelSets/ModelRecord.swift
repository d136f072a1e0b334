/// What became of one of several models that are trained side by side.
public struct ModelRecord<Run: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
  /// Which of them it is, and how it was trained.
  public let run: Run
  /// What tells its data from other data.
  public let data: DataFingerprint
  /// How it ended; its model is that of the best epoch.
  public let outcome: RunOutcome

  /// Keeps what became of a model.
  public init(run: Run, data: DataFingerprint, outcome: RunOutcome) {
    self.run = run
    self.data = data
    self.outcome = outcome
  }

  /// What is known of the model, if there is one.
  public var fitted: RunOutcome.Fitted? { outcome.fitted }
}
