public import Remedies

/// Why a comparison could not begin or go on.
public enum ComparisonError: Error, Equatable, Sendable, Worded {
  /// The runs on record were trained on other data; how those differ, in words that follow "it".
  case otherData(String)
  /// There are no rows that the models were not trained on.
  case nothingToJudgeBy

  /// What is wrong and what to do.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .otherData(let difference):
      "the table is not the one that the comparison was begun with: it \(difference); give the same "
        + "data, or begin another comparison with \(.path)"
    case .nothingToJudgeBy:
      "there are neither test nor validation rows to compare models on; leave some by \(.fractions), or "
        + "name a table with \(.test)"
    }
  }
}
