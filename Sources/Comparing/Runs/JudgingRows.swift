public import Datasets
public import Training

extension PreparedData {
  /// What the rows are for that models are compared on: testing, which nothing was chosen by, or
  /// else validation.
  public var judgingPart: Split.Part { split.test.isEmpty ? .validation : .test }

  /// The rows that models are compared on.
  public var judgingRows: [Int32] { split.test.isEmpty ? split.validation : split.test }
}
