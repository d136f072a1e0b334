internal import Datasets
internal import Training

/// Prediction sets as columns: of numbers `NAME.low` and `NAME.high`, of classes `NAME.set`.
///
/// An end that there is none of is `-inf` or `inf`. Ends are rounded outwards, so that what is
/// written holds no less than the set. The classes of a set stand in the order of the model's,
/// separated by `|`; a name with a `|` or a `"` in it is in double quotes, and each `"` in it is
/// written twice.
extension PredictionSets {
  /// What the columns would be called, were no other column there.
  func columns(of label: Label) -> [String] {
    switch self {
    case .intervals: ["\(label.name).low", "\(label.name).high"]
    case .classes: ["\(label.name).set"]
    }
  }

  /// Appends a row's cells.
  ///
  /// - Parameter scale: The label's: see `LabelStatistics.spread`.
  func appendFields(of label: Label, row: Int, scale: Double, to record: inout [String]) {
    switch self {
    case .intervals(let low, let high):
      let number = PredictedNumber(scale: scale)
      record += [number.text(low[row], .down), number.text(high[row], .up)]
    case .classes(let members, let classCount):
      let named = label.classes.indices.filter { members[row * classCount + $0] }
      record.append(named.map { label.classes[$0].asSetMember }.joined(separator: "|"))
    }
  }
}

extension String {
  /// A class's name among others.
  fileprivate var asSetMember: String {
    contains { $0 == "|" || $0 == "\"" } ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }
}
