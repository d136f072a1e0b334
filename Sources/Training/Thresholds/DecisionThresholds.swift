public import Datasets
internal import Losses
internal import Remedies

/// How the thresholds of binary labels are to be found, as it is asked for.
public struct DecisionThresholds: Equatable, Sendable {
  private let rules: [LabelRule<ThresholdRule>]

  /// No threshold but a half.
  public static let none = DecisionThresholds(rules: [])

  private init(rules: [LabelRule<ThresholdRule>]) { self.rules = rules }

  /// Reads `LABEL=f1`, `LABEL=cost:FN:FP` or `LABEL=PROBABILITY` for each; a label may be a pattern, and
  /// the last one that matches holds.
  public init(_ texts: [String]) throws(DatasetError) {
    var rules: [LabelRule<ThresholdRule>] = []
    for text in texts {
      guard let rule = LabelRule(text, value: { ThresholdRule($0) }) else {
        throw DatasetError(
          .request, problem: "threshold \"\(text)\" is none",
          remedy:
            "write LABEL=f1, LABEL=cost:5:1 (what a missed positive row costs, and a false one) "
            + "or LABEL=0.3")
      }
      rules.append(rule)
    }
    self.rules = rules
  }

  /// For each label its rule; nil where it has none.
  ///
  /// - Parameter split: Which rows there are to find them by.
  /// - Throws: `DatasetError` for a rule of no label, or of one that is not binary, and for one that
  ///   needs validation rows where there are none.
  public func rules(
    for labels: [Label], split: Split
  ) throws(DatasetError) -> [ThresholdRule?] {
    for rule in rules {
      let named = labels.filter { rule.matches($0.name) }
      guard let first = named.first else {
        throw rule.unmatched("is a threshold", among: labels.map(\.name))
      }
      if let other = named.first(where: { $0.kind != .binary }) {
        throw DatasetError(
          .request, column: other.name,
          problem: "is a \(other.kind.rawValue) label, which has no threshold",
          remedy: "give one for binary labels only")
      }
      guard !rule.value.needsRows || !split.validation.isEmpty else {
        throw DatasetError(
          .request, column: first.name,
          problem:
            "is to have the threshold that is best on the validation rows, and there are none",
          remedy: "give some rows to validation, or a threshold such as \(first.name)=0.3")
      }
    }
    return labels.map { label in
      rules.last { $0.matches(label.name) }?.value
    }
  }
}

extension MultiTaskModel {
  /// The model with thresholds of binary labels, by the validation rows.
  ///
  /// - Parameter rules: For each label its rule; nil where the threshold is a half.
  public func decided(
    by rules: [ThresholdRule?], on data: PreparedData, threads: Int
  ) -> MultiTaskModel {
    guard rules.contains(where: { $0 != nil }) else { return self }
    var decided = self
    decided.thresholds = rules.thresholds(
      by: score(data.table, rows: data.split.validation, threads: threads))
    return decided
  }
}

extension ModelPack {
  /// The pack with thresholds of binary labels, by rows that no model was fitted to.
  ///
  /// - Parameters:
  ///   - rules: For each label its rule; nil where the threshold is a half.
  ///   - table: The table that it was trained on.
  public func decided(
    by rules: [ThresholdRule?], on table: LabelledTable, rows: [Int32], threads: Int
  ) -> ModelPack {
    guard rules.contains(where: { $0 != nil }) else { return self }
    var decided = self
    decided.thresholds = rules.thresholds(
      by: score(table.dataset, labels: table.labelledRows, rows: rows, threads: threads))
    return decided
  }
}

extension [ThresholdRule?] {
  /// For each label its threshold; nil where it is a half.
  func thresholds(by scored: ScoredTable) -> [Double?] {
    zip(self, scored.labels).map { rule, label in rule?.threshold(by: label.rows) }
  }
}
