internal import Datasets
internal import Losses

/// One number a row that is explained by cells: a label's value, or whether it is one of its
/// classes.
struct CrossTarget: Sendable {
  /// The place of its label.
  let label: Int
  /// The class that it is about; nil where the label is a number or has two classes.
  let className: String?
  /// For each row of the table its number; NaN where the label is missing.
  let values: [Double]

  /// The targets of labels: one of each, but of one with several classes one for each class.
  static func all(_ labels: [LabelColumn]) -> [CrossTarget] {
    labels.enumerated().flatMap { index, column -> [CrossTarget] in
      guard column.label.kind == .multiclass else {
        return [CrossTarget(label: index, className: nil, values: column.values)]
      }
      return column.label.classes.enumerated().map { number, name in
        CrossTarget(
          label: index, className: name,
          values: column.values.map { $0.isNaN ? .nan : $0 == Double(number) ? 1 : 0 })
      }
    }
  }
}
