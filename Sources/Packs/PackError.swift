public import Remedies

/// Why there is no pack.
public enum PackError: Error, Equatable, Sendable, Worded {
  /// The models on record were trained on other data; how those differ, in words that follow "it".
  case otherData(String)
  /// There are no validation rows by which models could be chosen.
  case nothingToChooseBy
  /// No model of a task was fitted, for these reasons.
  case noModel(task: String, reasons: [String])

  /// What is wrong and what to do, for readers who call parameters by some names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .otherData(let difference):
      "the table is not the one that the pack was begun with: it \(difference); give the same data, or "
        + "begin another pack with \(.path)"
    case .nothingToChooseBy:
      "there are no validation rows to choose models by; leave some by \(.fractions)"
    case .noModel(let task, let reasons):
      """
      no model of "\(task)" could be fitted: \(reasons.first ?? "none was trained")
      """
    }
  }
}
