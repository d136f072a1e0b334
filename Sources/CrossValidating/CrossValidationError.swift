public import Remedies

/// Why there is no cross-validation.
public enum CrossValidationError: Error, Equatable, Sendable, Worded {
  /// The models on record were trained on other data; how those differ, in words that follow "it".
  case otherData(String)
  /// The model of a fold could not be fitted, so that nothing predicts its rows. Folds are counted
  /// from 0.
  case failed(FoldRun, reason: String)

  /// What is wrong and what to do, for readers who call parameters by some names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .otherData(let difference):
      "the table is not the one that the folds were begun with: it \(difference); give the same "
        + "data, or begin another run with \(.path)"
    case .failed(.fold(let fold), let reason):
      "the model that fold \(fold + 1) judges could not be fitted: \(reason)"
    case .failed(.allRows, let reason):
      "the model of all rows could not be fitted: \(reason)"
    }
  }
}
