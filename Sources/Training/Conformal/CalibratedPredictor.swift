public import Datasets
internal import Losses
internal import NeuralNetwork
internal import Remedies

extension Predictor {
  /// Makes sure that there can be prediction sets.
  ///
  /// - Returns: What they are made from.
  /// - Throws: `PredictionSetError.notCalibrated`.
  @discardableResult
  public func requireCalibration() throws(PredictionSetError) -> ConformalCalibration {
    guard let calibration else { throw .notCalibrated }
    return calibration
  }

  /// Which labels rows may have.
  ///
  /// - Parameter predictions: What `predictions` gives of the rows.
  /// - Returns: For each label a set for each row, which holds the row's label with the probability
  ///   of the level.
  /// - Throws: `PredictionSetError.notCalibrated`.
  public func predictionSets(
    of predictions: [[Double]], at level: CoverageLevel
  ) throws(PredictionSetError) -> [PredictionSets] {
    try requireCalibration().sets(of: labels, predictions: predictions, at: level)
  }

  /// How often the prediction sets of rows hold their labels, and how large they are, for each
  /// label.
  ///
  /// - Parameter scored: What it predicts of the rows, by `score`.
  /// - Throws: `PredictionSetError.notCalibrated`.
  public func predictionSetCoverage(
    of scored: ScoredTable, at level: CoverageLevel
  ) throws(PredictionSetError) -> [PredictionSetCoverage] {
    let scores = try requireCalibration().labels
    return labels.indices.map {
      PredictionSetCoverage(labels[$0], scores[$0], rows: scored.labels[$0].rows, at: level)
    }
  }

  /// Which labels have too few calibration rows for sets that tell anything.
  public func calibrationNotices(at level: CoverageLevel) -> [Notice] {
    zip(labels, calibration?.labels ?? []).compactMap { label, scores in
      let tails = ConformityScore.of(label).tails
      guard !scores.thresholds(at: level, tails: tails).isBounded(tails) else { return nil }
      let needed = CalibrationScores.leastRows(at: level, tails: tails)
      return Notice(
        """
        \(.interval, .literal("\(level.value)")) takes \(Int(exactly: needed) ?? .max) \
        calibration rows with the label, and there are \(scores.rowCount): \
        \(label.kind.isClass ? "sets hold all classes" : "intervals are infinite")
        """, column: label.name)
    }
  }
}

extension ConformalCalibration {
  /// For each label a set for each row, as `Predictor.predictionSets` gives them.
  package func sets(
    of labels: [Label], predictions: [[Double]], at level: CoverageLevel
  ) -> [PredictionSets] {
    labels.indices.map {
      self.labels[$0].sets(of: labels[$0], predictions: predictions[$0], at: level)
    }
  }
}

extension MultiTaskModel {
  /// The model with what makes means of its predictions, and prediction sets, by the validation rows;
  /// without any it has no sets, and means are made by the training rows.
  public func calibrated(on data: PreparedData, threads: Int) -> MultiTaskModel {
    func scored(_ rows: [Int32]) -> ScoredTable {
      score(data.table, rows: rows, threads: threads)
    }
    let judged = scored(data.split.validation)
    var calibrated = self
    calibrated.smearing = judged.smearing
    if judged.rows.isEmpty, labels.contains(where: { $0.transform != nil }) {
      calibrated.smearing = scored(data.split.train).smearing
    }
    calibrated.calibration = ConformalCalibration(judged.smeared(by: calibrated.smearing))
    return calibrated
  }

  /// The model with what makes means of its predictions, prediction sets and thresholds by what
  /// others say of rows that they were not fitted to, in its stead: models that are fitted like it to
  /// other rows of the table.
  ///
  /// - Parameters:
  ///   - outOfFold: What they say, medians of transformed labels, with no thresholds.
  ///   - rules: For each label how its threshold is found; none at all where all are a half.
  package func calibrated(
    by outOfFold: ScoredTable, deciding rules: [ThresholdRule?]
  ) -> MultiTaskModel {
    var calibrated = self
    calibrated.smearing = outOfFold.smearing
    calibrated.calibration = ConformalCalibration(
      outOfFold.smeared(by: calibrated.smearing))
    if !rules.isEmpty { calibrated.thresholds = rules.thresholds(by: outOfFold) }
    return calibrated
  }

  /// The same model, which predicts the median of a label with a transform.
  public var predictingMedians: MultiTaskModel {
    var model = self
    model.smearing = labels.map { _ in nil }
    return model
  }
}

extension ModelPack {
  /// The pack with what makes means of its predictions, and prediction sets, by rows that no model
  /// was fitted to; without any it has neither.
  ///
  /// - Parameter table: The table that it was trained on.
  public func calibrated(
    on table: LabelledTable, rows: [Int32], threads: Int
  ) -> ModelPack {
    let judged = score(table.dataset, labels: table.labelledRows, rows: rows, threads: threads)
    var calibrated = self
    calibrated.smearing = judged.smearing
    calibrated.calibration = ConformalCalibration(judged.smeared(by: calibrated.smearing))
    return calibrated
  }

  /// The same pack, which predicts the median of a label with a transform.
  public var predictingMedians: ModelPack {
    var pack = self
    pack.smearing = labels.map { _ in nil }
    return pack
  }
}
