internal import Losses
internal import Remedies

/// A label column, with the label of every row.
public struct LabelColumn: Sendable {
  /// What is to be learnt.
  public let label: LabelRequest
  /// For each row the number (regression, count), 0 or 1 (binary) or the class's index
  /// (multiclass); NaN where the label is missing.
  public let values: [Double]
  /// What a person should know about how the label was understood.
  public let notices: [Notice]

  /// Understands a column as a label.
  ///
  /// - Parameters:
  ///   - column: The column, read as `LabelSpecification.declaration` says.
  ///   - specification: What was asked for.
  public init(column: Column, specification: LabelSpecification) throws(DatasetError) {
    let evidence: LabelEvidence
    switch column.values {
    case .numeric(let numbers):
      var traits = NumericTraits()
      values = numbers.doubles
      traits.add(values)
      evidence = LabelEvidence(name: column.name, traits: traits)
      if specification.kind == .count { try Self.checkCounts(values, of: column.name) }
    case .categorical(let cells):
      values = cells.codes.map { $0 < 0 ? .nan : Double($0) }
      evidence = LabelEvidence(name: column.name, categories: cells.categories)
    }
    notices = evidence.notices(specification)
    label = try evidence.request(specification)
    try specification.transform?.check(values, of: column.name)
  }

  /// Counts are whole and not negative; the first that is not is named.
  private static func checkCounts(
    _ numbers: [Double], of name: String
  ) throws(DatasetError) {
    guard
      let row = numbers.firstIndex(where: { $0 < 0 || $0 != $0.rounded(.towardZero) && !$0.isNaN })
    else { return }
    let what = numbers[row] < 0 ? "is negative" : "is not a whole number"
    throw DatasetError(
      .data, row: row, column: name, value: "\(numbers[row])",
      problem: "\(what), so the label is no count",
      remedy: Remedy(.label(name, as: .regression)))
  }
}

extension LabelTransform {
  /// Makes sure that it can be taken of all labels; the first of which it cannot is named.
  package func check(_ labels: [Double], of name: String) throws(DatasetError) {
    guard let row = labels.firstIndex(where: { !$0.isNaN && !domain.contains($0) }) else { return }
    let others = Self.all.filter { $0.domain.contains(labels[row]) }.map(\.name)
    throw DatasetError(
      .data, row: row, column: name, value: "\(labels[row])",
      problem: "is \(domain == .positive ? "not above 0" : "negative"), so it has no \(self.name)",
      remedy: "correct it, or end the label in :" + others.joined(separator: " or :"))
  }
}
