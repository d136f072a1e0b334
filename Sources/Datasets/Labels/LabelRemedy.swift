internal import Losses
internal import Remedies

extension Remedy.Way {
  /// Makes a column a label of a kind.
  static func label(_ column: String, as kind: LabelKind, purpose: String? = nil) -> Remedy.Way {
    .parameter(.labels, .column(column, as: kind.rawValue), purpose: purpose)
  }
}
