public import Datasets
public import Remedies

/// Why a label cannot be trained on.
public enum StatisticsError: Error, Equatable, Sendable {
  /// No row has a value.
  case noLabels(column: String)
  /// Every row with a value has the weight zero.
  case noWeights(column: String, labelled: Int)
  /// Every labelled row has the same value.
  case constant(column: String, value: String, labelled: Int)
  /// A value cannot be what the label's loss is of; where the row stands, if that is known.
  case unusableValue(column: String, value: Double, reason: Wording, place: RowPlace? = nil)
  /// The best constant prediction already has no loss.
  case noLossToReduce(column: String)
  /// A loss of the caller's own is negative on average, or not finite, at a constant prediction.
  case unusableLoss(column: String, loss: String, prediction: Double, value: Double)
}

extension StatisticsError: Worded {
  /// What happened, in which column, the value found and the remedy.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .noLabels(let column):
      "column \"\(column)\": no row has a label; leave it out with \(.ignored, .column(column))"
    case .noWeights(let column, let labelled):
      "column \"\(column)\": all \(labelled) rows with a label have the weight zero, so there is "
        + "nothing to learn; give some a weight above zero, or leave it out with "
        + "\(.ignored, .column(column))"
    case .constant(let column, let value, let labelled):
      "column \"\(column)\": all \(labelled) labelled rows have the value \(value), so there is "
        + "nothing to learn; leave it out with \(.ignored, .column(column))"
    case .unusableValue(let column, let value, let reason, let place):
      "\(place.map { "\($0.file):\($0.line): " } ?? "")column \"\(column)\": the value \(value) \(reason)"
    case .noLossToReduce(let column):
      "column \"\(column)\": the best constant prediction has no loss, so there is nothing to "
        + "learn; leave it out with \(.ignored, .column(column))"
    case .unusableLoss(let column, let loss, let prediction, let value):
      "column \"\(column)\": the loss \"\(loss)\" of the prediction \(prediction) is \(value) on "
        + "average; correct its value, a finite number of zero or more, or its best constant"
    }
  }
}
