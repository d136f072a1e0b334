internal import Datasets
internal import Safetensors
package import Training

/// What a file says of the scores that prediction sets are made from, besides the scores. Those of
/// a label are the tensor `calibration.LABEL`.
package struct CalibrationDescription: Codable, Equatable {
  /// For each label in the model's order.
  package var labels: [Scores]

  /// The scores of one label.
  package struct Scores: Codable, Equatable {
    /// What they measure.
    package var score: String
    /// Of how many rows they are, where all were kept.
    package var rows: Int
  }

  /// What is to be said of a predictor's; nil without any.
  package init?(_ predictor: any Predictor) {
    guard let calibration = predictor.calibration else { return nil }
    labels = zip(predictor.labels, calibration.labels).map { label, scores in
      Scores(score: ConformityScore.of(label).name, rows: scores.rowCount)
    }
  }

  /// The name of a label's tensor.
  static func tensorName(_ label: Label) -> String { "calibration.\(label.name)" }

  /// The tensors of a predictor's scores; none where it has none.
  static func tensors(of predictor: any Predictor) -> [Tensor] {
    zip(predictor.labels, predictor.calibration?.labels ?? []).map { label, scores in
      Tensor(name: tensorName(label), shape: [scores.kept.count], values: scores.kept)
    }
  }

  /// The scores themselves, of a file that may say anything.
  ///
  /// - Throws: `ModelFileError` or `SafetensorsError` for the first thing that cannot be.
  func calibration(of known: [Label], from file: SealedFile) throws -> ConformalCalibration {
    try require(labels.count == known.count, "its calibration is not that of its labels")
    return ConformalCalibration(
      labels: try zip(known, labels).map { label, scores in
        try scores.read(label, from: file)
      })
  }
}

extension CalibrationDescription.Scores {
  /// The most rows that a table may have.
  private static let mostRows = Int(Int32.max)

  fileprivate func read(_ label: Label, from file: SealedFile) throws -> CalibrationScores {
    try require(
      score == ConformityScore.of(label).name,
      "label \"\(label.name)\" was calibrated by another score than is its own")
    try require(
      (0...Self.mostRows).contains(rows),
      "label \"\(label.name)\" was calibrated on an impossible number of rows")
    let name = CalibrationDescription.tensorName(label)
    let tensor = try file.tensor(name)
    let expected = [CalibrationScores.keptRanks(of: rows).count]
    guard tensor.shape == expected else {
      throw ModelFileError.wrongShape(name, found: tensor.shape, expected: expected)
    }
    let kept = try tensor.floats()
    try require(
      kept.allSatisfy(\.isFinite) && zip(kept, kept.dropFirst()).allSatisfy(<=),
      "the scores of label \"\(label.name)\" are not finite and in order")
    return CalibrationScores(rowCount: rows, kept: kept)
  }
}
