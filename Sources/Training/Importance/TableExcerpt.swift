public import Datasets

/// Some rows of a table as they were read, with their labels: what is left of it where the rest is
/// let go.
public struct TableExcerpt: Sendable {
  /// The cells of the columns that are learnt from, dates as what is learnt of them.
  public let dataset: Dataset
  /// The rows' labels and weights.
  public let labels: LabelledRows
  /// For each row any number that rows of its group have in common; nil where each row stands by
  /// itself.
  public let groups: [Int32]?

  /// Takes some rows of a table.
  ///
  /// - Parameters:
  ///   - columns: The names of the columns that are kept.
  ///   - labels: Those of all its rows.
  ///   - groups: For each of its rows the number of its group, if rows belong together.
  public init(
    _ rows: [Int32], of dataset: Dataset, columns: [String], labels: LabelledRows,
    groups: [Int32]? = nil
  ) {
    self.dataset = dataset.rows(rows, columns: columns)
    self.labels = labels.rows(rows)
    self.groups = groups.map { groups in rows.map { groups[Int($0)] } }
  }

  /// Some of its rows, by their positions.
  func rows(_ positions: [Int32]) -> TableExcerpt {
    guard positions.count < dataset.rowCount else { return self }
    return TableExcerpt(
      positions, of: dataset, columns: dataset.columns.map(\.name), labels: labels, groups: groups)
  }
}
