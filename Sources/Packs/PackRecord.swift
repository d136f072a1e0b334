internal import Datasets
public import Training

/// What became of one model of a pack.
public struct PackRecord: Codable, Equatable, Sendable {
  /// How it was trained.
  public let settings: PackSettings
  /// What tells the table from other data; that of all tasks, whichever it learns.
  public let data: DataFingerprint
  /// How it ended.
  public let outcome: Outcome

  /// Keeps what became of a model.
  public init(settings: PackSettings, data: DataFingerprint, outcome: Outcome) {
    self.settings = settings
    self.data = data
    self.outcome = outcome
  }

  /// How the training of a model ends.
  public enum Outcome: Codable, Equatable, Sendable {
    /// With a model.
    case fitted(Fitted)
    /// Without one, for the reason given.
    case failed(reason: String)
  }

  /// What is known of a fitted model, besides the model.
  public struct Fitted: Codable, Equatable, Sendable {
    /// What was seen in each epoch.
    public let history: History
    /// How well it does on the validation rows.
    public let validation: [TaskEvaluation]

    /// Keeps what was measured.
    public init(history: History, validation: [TaskEvaluation]) {
      self.history = history
      self.validation = validation
    }

    /// The seconds that its epochs took.
    public var seconds: Double { history.epochs.reduce(0) { $0 + $1.seconds } }
  }

  /// What is known of the model, if there is one.
  public var fitted: Fitted? {
    if case .fitted(let fitted) = outcome { fitted } else { nil }
  }

  /// Whether what it says of a model fits together: a file may say anything.
  package var isConsistent: Bool {
    guard let fitted else { return true }
    return fitted.history.isConsistent && !fitted.history.epochs.isEmpty
      && fitted.validation.map(\.name) == fitted.history.tasks
  }
}
