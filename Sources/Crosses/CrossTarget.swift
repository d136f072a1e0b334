package import Datasets
internal import Losses

/// One number a row that is explained by cells: a label's value, or whether it is one of its
/// classes.
package struct CrossTarget: Sendable {
  /// The place of its label.
  package let label: Int
  /// The class that it is about; nil where the label is a number or has two classes.
  package let className: String?
  /// For each row of the table its number; NaN where the label is missing.
  package let values: [Double]

  /// A target of a label.
  package init(label: Int, className: String?, values: [Double]) {
    (self.label, self.className, self.values) = (label, className, values)
  }

  /// The targets of labels: one of each, but of one with several classes one for each class.
  package static func all(_ labels: [LabelColumn]) -> [CrossTarget] {
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
