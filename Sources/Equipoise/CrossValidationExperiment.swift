public import CrossValidating
public import Datasets
internal import Splitting
public import Training

extension Experiment {
  /// Fits a model for each fold of files, which are read as one table, lets it predict the fold's
  /// rows, and fits one to all rows where that is asked for: what `equipoise train --folds` does.
  ///
  /// - Parameters:
  ///   - count: How many folds there are, three or more.
  ///   - refits: Whether one model is fitted to all rows afterwards.
  ///   - observer: Who watches, keeps what is done and may interrupt.
  /// - Throws: `DatasetError`, also where `split` draws no rows at random, `StatisticsError`,
  ///   `TrainingError`, `BalancingError` or `CrossValidationError`.
  public func crossValidate(
    folds count: Int, contentsOf paths: String..., refitting refits: Bool = false,
    observer: CrossValidationObserver = CrossValidationObserver()
  ) throws -> CrossValidationOutcome {
    try crossValidate(count, table(contentsOf: paths), refits, observer)
  }

  /// The same on a table in memory, whose columns are of the types that their labels ask for.
  ///
  /// - Throws: As for files.
  public func crossValidate(
    folds count: Int, on dataset: Dataset, refitting refits: Bool = false,
    observer: CrossValidationObserver = CrossValidationObserver()
  ) throws -> CrossValidationOutcome {
    try crossValidate(count, table(of: dataset), refits, observer)
  }

  private func crossValidate(
    _ count: Int, _ table: LabelledTable, _ refits: Bool, _ observer: CrossValidationObserver
  ) throws -> CrossValidationOutcome {
    guard count >= 3 else {
      throw DatasetError(
        .request, problem: "\(count) folds are too few",
        remedy: "use three or more: one to judge, one to choose the epoch, and others to learn from"
      )
    }
    guard let drawn = split as? any DrawnRule else {
      throw DatasetError(
        .request, problem: "rows are divided \(split.words), which makes no folds",
        remedy: "use a split that draws rows at random")
    }
    let encoding = encoding ?? usualEncoding(of: table)
    @Sendable func prepared(_ fold: Int) throws -> PreparedData {
      try table.prepared(
        table.split(by: drawn, fold: Fold(fold, of: count), seed: seed), encoding: encoding)
    }
    let first = try prepared(0)
    let tasks = first.schema.tasks
    let rules = try thresholds.rules(for: first.schema.labels, split: first.split)
    let validator = CrossValidator(
      Trainer(
        configuration(for: first), scheme: scheme, taskWeights: tasks.map { _ in 1 },
        modifiers: modifiers ?? recipe.modifiers, primary: try helped(among: tasks),
        threads: threads), foldCount: count)
    let validation = try validator.run(on: table, deciding: rules, observer: observer) { fold in
      fold == 0 ? first : try prepared(fold)
    }
    let notices = table.notices + table.notices(of: first.split)
    let evaluation = validation.outOfFold.evaluation(
      Bootstrap(seed: seed), groups: validation.groups, threads: threads)
    guard refits else {
      return CrossValidationOutcome(
        validation: validation, outOfFold: evaluation, model: nil, notices: notices)
    }
    let refitted = try validator.refit(
      validation, on: table.preparedWhole(encoding: encoding), reading: table.reading,
      deciding: rules, observer: observer)
    return CrossValidationOutcome(
      validation: validation, outOfFold: evaluation, model: refitted.model, notices: notices)
  }

  /// What a cross-validation ends with.
  public struct CrossValidationOutcome: Sendable {
    /// The models of the folds, with what each predicts of the rows of its fold.
    public let validation: CrossValidation
    /// How well rows are predicted by the models that were not fitted to them, with intervals.
    public let outOfFold: Evaluation
    /// The model of all rows, where one was asked for.
    public let model: MultiTaskModel?
    /// What was noticed in the table.
    public let notices: [Notice]
  }
}
