package import Balancing
package import Datasets
package import Remedies

/// What becomes of one run of many.
public enum RunOutcome: Codable, Equatable, Sendable {
  /// A model.
  case fitted(Fitted)
  /// None, for the reason given.
  case failed(reason: String)

  /// What is known of a fitted model.
  public struct Fitted: Codable, Equatable, Sendable {
    /// What was seen in each epoch.
    public let history: History
    /// How well it does on the rows that judge.
    public let evaluations: [TaskEvaluation]

    /// Keeps what was measured.
    public init(history: History, evaluations: [TaskEvaluation]) {
      self.history = history
      self.evaluations = evaluations
    }
  }

  /// What is known of the model, if there is one.
  public var fitted: Fitted? {
    if case .fitted(let fitted) = self { fitted } else { nil }
  }

  /// Why there is none; nil where there is one.
  package var failure: String? {
    if case .failed(let reason) = self { reason } else { nil }
  }

  /// Whether what it says of a model fits together: a file may say anything.
  package var isConsistent: Bool {
    guard let fitted else { return true }
    return fitted.history.isConsistent && !fitted.history.epochs.isEmpty
      && fitted.evaluations.map(\.name) == fitted.history.tasks
  }
}

extension Trainer {
  /// Trains one run of many and measures its model. A run that diverges, or whose scheme cannot
  /// weigh these losses, is a result too.
  ///
  /// - Parameters:
  ///   - rows: The rows that judge.
  ///   - reading: How the table was read.
  ///   - names: What parameters are called where it is told why a run failed.
  /// - Throws: As `fit`, but for such a run.
  package func outcome(
    on data: PreparedData, judging rows: [Int32], from checkpoint: TrainingCheckpoint?,
    observer: TrainingObserver, reading: ReadingOptions, naming names: any ParameterNaming
  ) throws -> (outcome: RunOutcome, model: MultiTaskModel?) {
    do {
      let result = try fit(data, from: checkpoint, observer: observer)
      let model = MultiTaskModel(
        description: data.description(
          configuration.network, balance: scheme.text, reading: reading),
        result: result)
      let evaluations = model.evaluate(data.table, rows: rows, threads: threads)
      return (.fitted(.init(history: result.history, evaluations: evaluations)), model)
    } catch let error as BalancingError {
      return (.failed(reason: error.description(naming: names)), nil)
    } catch let error as TrainingError where error.isDivergence {
      return (.failed(reason: error.description(naming: names)), nil)
    }
  }

  /// The trainer of a single task by itself, under its loss over its prior loss.
  package static func ofSingleTask(
    _ configuration: TrainingConfiguration, modifiers: BalanceModifiers, threads: Int
  ) throws(BalancingError) -> Trainer {
    Trainer(
      configuration, scheme: try SchemeCatalogue.parse(Recipe.scheme), taskWeights: [1],
      modifiers: modifiers, threads: threads)
  }
}
