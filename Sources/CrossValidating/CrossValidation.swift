public import Datasets
internal import NeuralNetwork
internal import Statistics
public import Training

/// What models say of the rows of folds that they were neither fitted to nor chosen by: each row of
/// the table once.
public struct CrossValidation: Sendable {
  /// The models, each with the fold that judges it.
  public let folds: [JudgedFold]
  /// What is true of all rows beside what is predicted of them, fold by fold, by the thresholds that
  /// each model has.
  public let outOfFold: ScoredTable
  /// The same before means are made of transformed labels.
  let learnt: ScoredTable
  /// For each row of the table the number of its group, where rows were kept together.
  public let groups: [Int32]?

  /// A model with what it says of the fold that judges it.
  public struct JudgedFold: Sendable {
    /// How it was trained.
    public let history: History
    /// The model, with what makes means, prediction sets and thresholds by its validation rows.
    public let model: MultiTaskModel
    /// Which rows were for what.
    public let split: Split
    /// For each label what it predicts of the fold's rows, in their order, as
    /// `Predictor.predictions`.
    public let predictions: [[Double]]
    /// The same beside what is true of the rows, …
    public let scored: ScoredTable
    /// … and before means are made of transformed labels.
    let learnt: ScoredTable
    /// How well each task is predicted.
    public let evaluations: [TaskEvaluation]
    /// How often its prediction sets of the usual level hold the labels; nil where it has none.
    public let coverage: [PredictionSetCoverage]?

    /// Predicts the rows of the fold.
    ///
    /// - Parameter rules: For each label how its threshold is found; none where all are a half.
    init(
      _ trained: MultiTaskModel, history: History, on data: PreparedData,
      deciding rules: [ThresholdRule?], threads: Int
    ) {
      let rows = data.split.test
      self.history = history
      split = data.split
      model = trained.calibrated(on: data, threads: threads)
        .decided(by: rules, on: data, threads: threads)
      predictions = model.predictions(data.table.features, rows: rows, threads: threads)
      learnt = trained.score(data.table, rows: rows, threads: threads)
      scored = learnt.smeared(by: model.smearing).decided(at: model.thresholds)
      evaluations = scored.evaluations
      coverage = try? model.predictionSetCoverage(of: scored, at: .usual)
    }
  }

  /// - Parameters:
  ///   - folds: All of them, in their order.
  ///   - statistics: For each label those of all rows.
  init(_ folds: [JudgedFold], statistics: [LabelStatistics]) {
    self.folds = folds
    outOfFold = ScoredTable(pooling: folds.map(\.scored), statistics: statistics)
    learnt = ScoredTable(pooling: folds.map(\.learnt), statistics: statistics)
    groups = folds[0].split.groups
  }

  /// How often the models' prediction sets of the usual level hold the labels of the rows that they
  /// were not fitted to, for each label; nil where a model has none.
  public var coverage: [PredictionSetCoverage]? {
    let coverages = folds.compactMap(\.coverage)
    guard coverages.count == folds.count else { return nil }
    return coverages[0].indices.map { label in
      PredictionSetCoverage(pooling: coverages.map { $0[label] })
    }
  }

  /// The epoch that is in the middle of the models' best ones: of an even number the mean of the two
  /// in the middle, halves rounded up.
  public var middleEpoch: Int {
    let epochs = folds.map(\.history.bestEpoch).sorted()
    let (below, above) = (epochs[(epochs.count - 1) / 2], epochs[epochs.count / 2])
    return (below + above + 1) / 2
  }
}
