/// For each of some rows which labels it may have.
public enum PredictionSets: Equatable, Sendable {
  /// Of numbers the least and the greatest one, in the label's units; infinite where there are too
  /// few calibration rows to tell.
  case intervals(low: [Double], high: [Double])
  /// Of classes whether each is in the row's set, rows × classes, row by row; at least one is.
  case classes(members: [Bool], classCount: Int)

  /// Whether a row's set holds a label: a number, or the index of a class.
  package func contains(_ label: Double, row: Int) -> Bool {
    switch self {
    case .intervals(let low, let high): low[row] <= label && label <= high[row]
    case .classes(let members, let classCount): members[row * classCount + Int(label)]
    }
  }

  /// How large a row's set is: the width of an interval, or the number of classes.
  package func size(row: Int) -> Double {
    switch self {
    case .intervals(let low, let high): high[row] - low[row]
    case .classes(let members, let classCount):
      Double(members[row * classCount..<(row + 1) * classCount].count { $0 })
    }
  }
}
