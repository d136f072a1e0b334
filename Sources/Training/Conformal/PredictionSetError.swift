public import Remedies

/// Why there are no prediction sets.
public enum PredictionSetError: Error, Equatable, Sendable, Worded {
  /// A number that is no probability between 0 and 1.
  case badLevel(Double)
  /// The model has no calibration rows.
  case notCalibrated

  /// What is wrong and what to do, for readers who call parameters by some names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .badLevel(let value):
      """
      \(.interval) is \(value), but must be above 0 and below 1\
      \(1 < value && value < 100 ? "; did you mean \(value / 100)?" : "")
      """
    case .notCalibrated:
      """
      prediction intervals need calibration rows, and the model has none: it was trained without \
      validation rows, is of an unfinished run, or was written by an earlier version; train it \
      with validation rows, or leave out \(.interval)
      """
    }
  }
}
