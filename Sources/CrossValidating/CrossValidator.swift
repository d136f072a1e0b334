public import Balancing
public import Datasets
public import Remedies
public import Training

/// What others do while a cross-validation is on its way.
public typealias CrossValidationObserver = ModelSetObserver<FoldRun>

/// Fits a model for each fold of a table, which judges it, several at a time; and one to all rows.
public struct CrossValidator: Sendable {
  /// How each model is trained, but for its threads.
  public let trainer: Trainer
  /// How many folds there are, three or more.
  public let foldCount: Int
  /// How many models are on their way at one time.
  public let lanes: Int
  /// How many threads each computes with. The results do not depend on it.
  public let threadsPerModel: Int
  /// What parameters are called where it is told why a model failed.
  private let names: any ParameterNaming

  /// - Parameters:
  ///   - trainer: How each model is trained, by how many threads in all.
  ///   - foldCount: How many folds there are, three or more.
  ///   - mostLanes: The most models at one time, such as there is memory for.
  ///   - names: What parameters are called where it is told why a model failed.
  public init(
    _ trainer: Trainer, foldCount: Int, mostLanes: Int = .max,
    naming names: any ParameterNaming = LibraryNaming()
  ) {
    precondition(foldCount >= 3, "a fold to judge, one to choose, and one to learn from")
    self.trainer = trainer
    self.foldCount = foldCount
    self.names = names
    lanes = max(min(trainer.threads, mostLanes, foldCount), 1)
    threadsPerModel = max(trainer.threads / lanes, 1)
  }

  /// Trains a model for each fold, where there is none on record yet, and lets it predict the fold's
  /// rows.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - rules: For each label how its threshold is found; none at all where all are a half.
  ///   - prepare: The table, split and encoded for a model of a fold.
  /// - Throws: What `prepare` or the observer throws, `TrainingError`, or `CrossValidationError`.
  public func run(
    on table: LabelledTable, deciding rules: [ThresholdRule?] = [],
    observer: CrossValidationObserver = CrossValidationObserver(),
    prepare: @Sendable (_ fold: Int) throws -> PreparedData
  ) throws -> CrossValidation {
    let all = Array(0..<foldCount)
    return CrossValidation(
      try folds(all, on: table, deciding: rules, observer: observer, prepare: prepare),
      statistics: try table.statistics())
  }

  /// Trains the models of a share of the folds that are not on record yet, which the observer keeps.
  ///
  /// - Parameter share: Which of the folds; the others are another process's.
  /// - Throws: As `run`.
  public func train(
    share: RunShare, on table: LabelledTable, observer: CrossValidationObserver,
    prepare: @Sendable (_ fold: Int) throws -> PreparedData
  ) throws {
    _ = try folds(
      share.of(Array(0..<foldCount)), on: table, deciding: [], observer: observer, prepare: prepare)
  }

  private func folds(
    _ folds: [Int], on table: LabelledTable, deciding rules: [ThresholdRule?],
    observer: CrossValidationObserver, prepare: @Sendable (_ fold: Int) throws -> PreparedData
  ) throws -> [CrossValidation.JudgedFold] {
    let queue = RunQueue<Int, Int, CrossValidation.JudgedFold>(folds) { $0 }
    let trainer = threaded(threadsPerModel)
    return try queue.records(lanes: lanes) { fold in
      let data = try queue.data(for: fold, by: prepare)
      let (model, history) = try model(
        of: .fold(fold), by: trainer, on: data, judging: data.split.test, reading: table.reading,
        observer: observer
      ) { queue.hasFailed }
      return CrossValidation.JudgedFold(
        model, history: history, on: data, deciding: rules, threads: threadsPerModel)
    }
  }

  /// How the model of all rows is trained: as long as the folds' models were on average until their
  /// best epoch.
  public func refitting(_ validation: CrossValidation) -> TrainingConfiguration {
    var configuration = trainer.configuration
    configuration.lastEpoch = validation.middleEpoch
    // No rows are left to choose them by.
    configuration.ownEpochs = false
    return configuration
  }

  /// Trains one model on the rows of all folds, if there is none on record yet: for `middleEpoch`
  /// epochs, since no rows are left to choose one by. What makes means of its predictions, prediction
  /// sets and thresholds is of what the folds' models say of rows that they were not fitted to.
  ///
  /// Its prediction sets are those of cross-conformal prediction (Vovk 2015, "Cross-Conformal
  /// Predictors"): the models that were scored learnt from fewer rows than it did, so that sets are
  /// rather too large than too small; for certain they hold a label with 2 · level − 1 (Barber,
  /// Candès, Ramdas and Tibshirani 2021, "Predictive Inference with the Jackknife+", theorem 4, of
  /// sets that are made a little otherwise).
  ///
  /// - Parameters:
  ///   - data: The table, all of whose rows are for training.
  ///   - reading: How it was read.
  ///   - rules: For each label how its threshold is found; none at all where all are a half.
  /// - Throws: What the observer throws, `TrainingError`, or `CrossValidationError`.
  public func refit(
    _ validation: CrossValidation, on data: PreparedData, reading: ReadingOptions,
    deciding rules: [ThresholdRule?] = [],
    observer: CrossValidationObserver = CrossValidationObserver()
  ) throws -> (model: MultiTaskModel, history: History) {
    var trainer = trainer
    trainer.configuration = refitting(validation)
    let (model, history) = try model(
      of: .allRows, by: trainer, on: data, judging: [], reading: reading, observer: observer
    ) { false }
    return (model.calibrated(by: validation.learnt, deciding: rules), history)
  }

  private func threaded(_ threads: Int) -> Trainer {
    Trainer(
      trainer.configuration, scheme: trainer.scheme, taskWeights: trainer.taskWeights,
      modifiers: trainer.modifiers, primary: trainer.primary, threads: threads)
  }

  /// The model there is on record of a run, or that of training it.
  private func model(
    of run: FoldRun, by trainer: Trainer, on data: PreparedData, judging rows: [Int32],
    reading: ReadingOptions, observer: CrossValidationObserver, isOver: () -> Bool
  ) throws -> (MultiTaskModel, History) {
    let record: ModelRecord<FoldRun>
    let model: MultiTaskModel?
    if let kept = try observer.record(run) {
      (record, model) = kept
      if let difference = record.data.difference(of: data.fingerprint) {
        throw CrossValidationError.otherData(difference)
      }
    } else {
      let trained = try trainer.outcome(
        of: run, on: data, judging: rows, observer: observer, reading: reading, naming: names,
        isOver: isOver)
      record = ModelRecord(run: run, data: data.fingerprint, outcome: trained.outcome)
      model = trained.model
    }
    guard let fitted = record.fitted, let model else {
      throw CrossValidationError.failed(run, reason: record.outcome.failure ?? "it is not there")
    }
    try observer.finished(record, model)
    return (model, fitted.history)
  }
}

extension CrossValidator {
  /// The memory that the models take beside each other.
  ///
  /// - Parameter data: The table as the first model reads it.
  /// - Throws: `BalancingError` for a scheme that cannot be asked for so.
  public func memory(for data: PreparedData) throws(BalancingError) -> MemoryBesideOthers {
    // A table of each fold that is on its way, and one that is made ready.
    MemoryBesideOthers(
      [try threaded(threadsPerModel).memory(for: data, isSaved: true)],
      tables: min(lanes + 1, foldCount))
  }
}
