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
    let scores = try requireCalibration().labels
    return labels.indices.map {
      scores[$0].sets(of: labels[$0], predictions: predictions[$0], at: level)
    }
  }

  /// How often the prediction sets of rows hold their labels, and how large they are, for each
  /// label, of a table that was read by the schema.
  ///
  /// - Throws: `PredictionSetError.notCalibrated`.
  public func predictionSetCoverage(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], at level: CoverageLevel, threads: Int
  ) throws(PredictionSetError) -> [PredictionSetCoverage] {
    try coverage(
      of: scoredRows(dataset, labels: labels, rows: rows, threads: threads), at: level)
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

  func coverage(
    of scored: [ScoredRows], at level: CoverageLevel
  ) throws(PredictionSetError) -> [PredictionSetCoverage] {
    let scores = try requireCalibration().labels
    return labels.indices.map {
      PredictionSetCoverage(labels[$0], scores[$0], rows: scored[$0], at: level)
    }
  }
}

extension MultiTaskModel {
  /// The model with what its prediction sets are made from, by the validation rows; without any it
  /// has none.
  public func calibrated(on data: PreparedData, threads: Int) -> MultiTaskModel {
    let rows = data.split.validation
    var calibrated = self
    calibrated.calibration = ConformalCalibration(
      labels, rows: rows, scored: scoredRows(data.table, rows: rows, threads: threads))
    return calibrated
  }

  /// How often the prediction sets of rows of the prepared table hold their labels.
  ///
  /// - Throws: `PredictionSetError.notCalibrated`.
  public func predictionSetCoverage(
    _ data: PreparedData, rows: [Int32], at level: CoverageLevel, threads: Int
  ) throws(PredictionSetError) -> [PredictionSetCoverage] {
    try coverage(of: scoredRows(data.table, rows: rows, threads: threads), at: level)
  }
}

extension ModelPack {
  /// The pack with what its prediction sets are made from, by rows that no model was fitted to;
  /// without any it has none.
  ///
  /// - Parameter table: The table that it was trained on.
  public func calibrated(
    on table: LabelledTable, rows: [Int32], threads: Int
  ) -> ModelPack {
    var calibrated = self
    calibrated.calibration = ConformalCalibration(
      labels, rows: rows,
      scored: scoredRows(table.dataset, labels: table.labelledRows, rows: rows, threads: threads))
    return calibrated
  }
}
