public import CrossValidating
internal import Datasets
internal import Exporting
internal import Statistics
internal import Training

/// What a cross-validation's models predict of the rows that they were not fitted to, as CSV: a line
/// for each row of the table, in its order, with the number of the row, counted from 1, that of its
/// fold, and what `PredictionTable` writes of each label.
public struct OutOfFoldTable {
  private let validation: CrossValidation

  /// The table of a cross-validation.
  public init(_ validation: CrossValidation) { self.validation = validation }

  /// The text.
  public var csv: [UInt8] {
    let folds = validation.folds.map(Self.predictions)
    let rows = validation.folds.enumerated().flatMap { fold, judged in
      judged.split.test.enumerated().map { (row: $1, fold: fold, place: $0) }
    }.sorted { $0.row < $1.row }
    let header = PredictionHeader(
      labels: folds[0].labels, kept: ["row", "fold"], detail: ClassDetail())
    var records = CSVRecords(columns: header.names)
    for (row, fold, place) in rows {
      records.append(text: "\(row + 1)")
      records.append(text: "\(fold + 1)")
      folds[fold].append(row: place, to: &records)
      records.endRecord()
    }
    return records.heading + records.bytes
  }

  /// What the model that a fold judges predicts of its rows.
  private static func predictions(_ fold: CrossValidation.JudgedFold) -> PredictionTable {
    PredictionTable(
      labels: fold.model.labels, predictions: fold.predictions,
      scales: fold.model.statistics.map(\.spread), thresholds: fold.model.thresholds)
  }
}
