package import Datasets
public import Losses

/// How often the prediction sets of some rows hold a label, and how large they are. Rows without
/// the label, or of weight 0, are left out; every other one counts the same.
public struct PredictionSetCoverage: Encodable, Equatable, Sendable {
  /// The label's name.
  public let name: String
  /// What the label is.
  public let kind: LabelKind
  /// How many rows it was calibrated on.
  public let calibrationRows: Int
  /// How many rows have the label.
  public let labelled: Int
  /// In which share of them the set holds it; nil without any.
  public let coverage: Double?
  /// The mean width of intervals, in the label's units; nil of classes, without rows, and where an
  /// interval has no end.
  public let meanWidth: Double?
  /// The mean number of classes in a set; nil of numbers, and without rows.
  public let meanSize: Double?

  /// Measures the sets of labelled rows.
  init(_ label: Label, _ scores: CalibrationScores, rows: ScoredRows, at level: CoverageLevel) {
    let sets = scores.sets(of: label, predictions: rows.predictions, at: level)
    let count = Double(rows.count)
    let held = (0..<rows.count).count { sets.contains(rows.labels[$0], row: $0) }
    let size = (0..<rows.count).reduce(0.0) { $0 + sets.size(row: $1) } / count
    name = label.name
    kind = label.kind
    calibrationRows = scores.rowCount
    labelled = rows.count
    coverage = rows.count > 0 ? Double(held) / count : nil
    meanWidth = kind.isClass || !size.isFinite ? nil : size
    meanSize = kind.isClass && size.isFinite ? size : nil
  }
}

extension PredictionSetCoverage {
  /// That of several predictors' sets of one label together, each of other rows.
  ///
  /// - Parameter parts: At least one.
  package init(pooling parts: [PredictionSetCoverage]) {
    let measured = parts.filter { $0.labelled > 0 }
    let labelled = measured.reduce(0) { $0 + $1.labelled }
    func mean(_ figure: (PredictionSetCoverage) -> Double?) -> Double? {
      let figures = measured.compactMap { part in figure(part).map { $0 * Double(part.labelled) } }
      guard !measured.isEmpty, figures.count == measured.count else { return nil }
      return figures.reduce(0, +) / Double(labelled)
    }
    name = parts[0].name
    kind = parts[0].kind
    calibrationRows = parts.reduce(0) { $0 + $1.calibrationRows }
    self.labelled = labelled
    coverage = mean(\.coverage)
    meanWidth = mean(\.meanWidth)
    meanSize = mean(\.meanSize)
  }
}

extension CalibrationScores {
  /// The sets of rows of which something is predicted.
  package func sets(
    of label: Label, predictions: [Double], at level: CoverageLevel
  ) -> PredictionSets {
    let score = ConformityScore.of(label)
    return score.sets(label, predictions, thresholds(at: level, tails: score.tails))
  }
}
