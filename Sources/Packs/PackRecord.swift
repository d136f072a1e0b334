public import Training

/// What became of one model of a pack.
public struct PackRecord: Codable, Equatable, Sendable {
  /// How it was trained.
  public let settings: PackSettings
  /// What tells the table from other data; that of all tasks, whichever it learns.
  public let data: DataFingerprint
  /// How it ended; the model is judged on the validation rows.
  public let outcome: RunOutcome

  /// Keeps what became of a model.
  public init(settings: PackSettings, data: DataFingerprint, outcome: RunOutcome) {
    self.settings = settings
    self.data = data
    self.outcome = outcome
  }

  /// What is known of the model, if there is one.
  public var fitted: RunOutcome.Fitted? { outcome.fitted }
}
