internal import Remedies

/// Which shares of the rows are for training, validation and testing.
public struct SplitShares: Equatable, Sendable {
  /// The share of the training rows, from 0 to 1; the three sum to 1.
  public let train: Double
  /// The share of the validation rows.
  public let validation: Double
  /// The share of the test rows.
  public let test: Double

  /// Eight rows of ten to learn from, one to choose the epoch, one to judge.
  public static let usual = SplitShares()

  private init() { (train, validation, test) = (0.8, 0.1, 0.1) }

  /// Shares from 0 up that sum to 1 within 1e-9.
  ///
  /// - Throws: `DatasetError` for others.
  public init(train: Double, validation: Double, test: Double) throws(DatasetError) {
    let isShare = [train, validation, test].allSatisfy { $0 >= 0 && $0 <= 1 }
    guard isShare, abs(train + validation + test - 1) <= 1e-9 else {
      throw DatasetError(
        .request,
        problem: "the fractions \(train), \(validation), \(test) of a split must be from 0 to 1 "
          + "and sum to 1",
        remedy: Remedy("use for example \(.fractions, .literal("0.8,0.1,0.1"))"))
    }
    (self.train, self.validation, self.test) = (train, validation, test)
  }

  /// How many of n rows each part has: training round(n·t), training and validation together
  /// round(n·(t + v)), halves rounded away from zero; testing the rest.
  public func sizes(of rowCount: Int) -> [Int] {
    let count = Double(rowCount)
    let trainEnd = min(rowCount, Int((count * train).rounded()))
    let validationEnd = test == 0 ? rowCount : Int((count * (train + validation)).rounded())
    return [trainEnd, validationEnd - trainEnd, rowCount - validationEnd]
  }

  /// The shares in words.
  package var words: String { "\(train), \(validation), \(test)" }
}
