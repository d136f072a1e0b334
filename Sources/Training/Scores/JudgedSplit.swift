public import Datasets

/// What a predictor said of the rows of a table that it was not fitted to: all that reports and
/// charts are made of.
public struct JudgedSplit: Sendable {
  /// Of the validation rows; nil without any.
  public let validation: ScoredTable?
  /// Of the test rows; nil without any.
  public let test: ScoredTable?

  /// Predicts rows of both parts.
  ///
  /// - Parameter score: What is said of some rows.
  public init(_ split: Split, score: (_ rows: [Int32]) -> ScoredTable) {
    validation = split.validation.isEmpty ? nil : score(split.validation)
    test = split.test.isEmpty ? nil : score(split.test)
  }
}

extension MultiTaskModel {
  /// What it says of the rows of the prepared table that it was not fitted to.
  public func judge(_ data: PreparedData, threads: Int) -> JudgedSplit {
    JudgedSplit(data.split) { score(data.table, rows: $0, threads: threads) }
  }
}

extension ModelPack {
  /// What it says of the rows that none of its models was fitted to.
  ///
  /// - Parameter table: The table that it was trained on.
  public func judge(_ table: LabelledTable, _ split: Split, threads: Int) -> JudgedSplit {
    JudgedSplit(split) {
      score(table.dataset, labels: table.labelledRows, rows: $0, threads: threads)
    }
  }
}
