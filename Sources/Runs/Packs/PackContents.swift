public import DurableFiles
internal import Exporting
public import Foundation
public import Training

/// What a pack is written from, besides its models.
public struct PackContents: Sendable {
  /// The models with their shares.
  public let pack: ModelPack
  /// Every option as it was resolved, as JSON.
  public let configuration: Data
  /// How well the pack does on validation and test rows, as JSON.
  public let metrics: Data
  /// What became of each model, as CSV.
  public let table: Data
  /// What a person should know of the pack, as Markdown.
  public let card: String
  /// How it went, as an HTML page.
  public let report: String
  /// What each row was for, as CSV.
  public let split: String
  /// What features are worth; nil for no file.
  public let importance: PermutationImportance?

  /// Collects what is to be written.
  public init(
    pack: ModelPack, configuration: Data, metrics: Data, table: Data, card: String,
    report: String, split: String, importance: PermutationImportance? = nil
  ) {
    self.pack = pack
    self.configuration = configuration
    self.metrics = metrics
    self.table = table
    self.card = card
    self.report = report
    self.split = split
    self.importance = importance
  }
}

extension ModelSetWriter {
  /// Writes a pack.
  ///
  /// - Throws: `FileError` where that fails; what was there is then as it was.
  public func finish(_ contents: PackContents) throws(FileError) {
    try finish {
      [
        (RunFolder.modelName, try ModelFile.encodePieces(contents.pack)),
        (RunFolder.configurationName, [contents.configuration]),
        (RunFolder.metricsName, [contents.metrics]),
        (RunFolder.packTableName, [contents.table]),
        (RunFolder.cardName, [Data(contents.card.utf8)]),
        (RunFolder.reportName, [Data(contents.report.utf8)]),
        (RunFolder.splitName, [Data(contents.split.utf8)]),
      ]
        + [contents.importance].compactMap(\.self).map {
          (RunFolder.importanceName, [Data($0.csv.utf8)])
        }
    }
  }
}
