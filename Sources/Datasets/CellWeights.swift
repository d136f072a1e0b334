internal import Losses

/// What the cells of labels count for: their rows' weights, a label's own, and in its loss those of
/// the classes.
public struct CellWeights: Sendable {
  /// One weight a row, or nil for all ones.
  public let rows: [Float]?
  /// For each label one weight a row; nil where they are the rows'.
  private let ofLabels: [[Float]?]
  /// For each label what its cells count for in its loss; nil where that is the same.
  private let inLosses: [[Float]?]
  /// Whether some label's cells count for something else than their rows in its loss.
  public let hasOwnInLoss: Bool

  /// Weights that are the rows'.
  public init(rows: [Float]?) {
    self.init(rows: rows, ofLabels: [], inLosses: [])
  }

  /// Weights of labels.
  ///
  /// - Parameters:
  ///   - ofLabels: For each label its weights, the rows' included; nil where they are the rows'. None
  ///     at all where no label has any.
  ///   - values: For each label its value in each row: of classes the index, NaN where it is missing.
  ///   - labels: The labels, with the weights of their classes.
  public init(rows: [Float]?, ofLabels: [[Float]?], values: [[Double]], labels: [Label]) {
    let inLosses = labels.indices.map { index in
      labels[index].classWeights.map { classes in
        let weights = ofLabels.isEmpty ? rows : ofLabels[index] ?? rows
        return values[index].enumerated().map { row, value in
          (weights?[row] ?? 1) * (value.isNaN ? 1 : Float(classes[Int(value)]))
        }
      }
    }
    self.init(rows: rows, ofLabels: ofLabels, inLosses: inLosses)
  }

  private init(rows: [Float]?, ofLabels: [[Float]?], inLosses: [[Float]?]) {
    self.rows = rows
    self.ofLabels = ofLabels.contains { $0 != nil } ? ofLabels : []
    self.inLosses = inLosses.contains { $0 != nil } ? inLosses : []
    hasOwnInLoss = !self.ofLabels.isEmpty || !self.inLosses.isEmpty
  }

  /// What the cells of a label count for; nil for all ones.
  public func ofLabel(_ label: Int) -> [Float]? {
    (ofLabels.isEmpty ? nil : ofLabels[label]) ?? rows
  }

  /// What the cells of a label count for in its loss; nil for all ones.
  public func inLoss(of label: Int) -> [Float]? {
    ownInLoss(of: label) ?? rows
  }

  /// The same; nil where it is what their rows count for.
  public func ownInLoss(of label: Int) -> [Float]? {
    (inLosses.isEmpty ? nil : inLosses[label]) ?? (ofLabels.isEmpty ? nil : ofLabels[label])
  }

  /// Those of some of the labels.
  public func keeping(_ labels: Range<Int>) -> CellWeights {
    CellWeights(
      rows: rows, ofLabels: ofLabels.isEmpty ? [] : Array(ofLabels[labels]),
      inLosses: inLosses.isEmpty ? [] : Array(inLosses[labels]))
  }

  /// Whether each weight there is belongs to one of so many rows and labels.
  public func fits(rows count: Int, labels: Int) -> Bool {
    (rows.map { $0.count == count } ?? true)
      && [ofLabels, inLosses].allSatisfy { lists in
        (lists.isEmpty || lists.count == labels)
          && lists.allSatisfy { $0.map { $0.count == count } ?? true }
      }
  }
}
