public import DurableFiles
internal import Exporting
public import Foundation
public import Training

/// What a cross-validation is written from, besides the models of its folds.
public struct CrossValidationContents: Sendable {
  /// The model of all rows, if there is one.
  public let model: Refitted?
  /// Every option as it was resolved, as JSON.
  public let configuration: Data
  /// How well the folds' models do on rows that they were not fitted to, as JSON.
  public let metrics: Data
  /// How each model was trained, as CSV.
  public let folds: [UInt8]
  /// What is predicted of each row by the model that was not fitted to it, as CSV.
  public let outOfFold: [UInt8]
  /// How it went, as an HTML page.
  public let report: String

  /// A model that was fitted to all rows.
  public struct Refitted: Sendable {
    /// The model.
    public let model: MultiTaskModel
    /// What was seen in each epoch.
    public let history: History
    /// What a person should know of the model, as Markdown.
    public let card: String

    /// Collects what is to be written of it.
    public init(model: MultiTaskModel, history: History, card: String) {
      self.model = model
      self.history = history
      self.card = card
    }
  }

  /// Collects what is to be written.
  public init(
    model: Refitted?, configuration: Data, metrics: Data, folds: [UInt8], outOfFold: [UInt8],
    report: String
  ) {
    self.model = model
    self.configuration = configuration
    self.metrics = metrics
    self.folds = folds
    self.outOfFold = outOfFold
    self.report = report
  }
}

extension ModelSetWriter {
  /// Writes a cross-validation.
  ///
  /// - Throws: `FileError` where that fails; what was there is then as it was.
  public func finish(_ contents: CrossValidationContents) throws(FileError) {
    try finish {
      let refitted =
        try contents.model.map { refitted in
          [
            (RunFolder.modelName, try ModelFile.encodePieces(refitted.model)),
            (RunFolder.historyName, [Data(refitted.history.csv.utf8)]),
            (RunFolder.cardName, [Data(refitted.card.utf8)]),
          ]
        } ?? []
      return refitted + [
        (RunFolder.configurationName, [contents.configuration]),
        (RunFolder.metricsName, [contents.metrics]),
        (RunFolder.foldTableName, [Data(contents.folds)]),
        (RunFolder.outOfFoldName, [Data(contents.outOfFold)]),
        (RunFolder.reportName, [Data(contents.report.utf8)]),
      ]
    }
  }
}
