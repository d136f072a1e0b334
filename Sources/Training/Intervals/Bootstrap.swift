/// How figures get intervals: by the percentile bootstrap.
///
/// The rows are drawn anew, as many as there are, with replacement; each figure is computed of them
/// as it is of the rows themselves, and its interval is what the middle 95 % of its values over many
/// such samples lie between (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section
/// 13.3). It tells how far a figure is from the one of all rows that might have been measured, if
/// these were drawn from them independently; rows that belong together, such as those of one
/// person, are drawn together if their groups are given. It does not tell how figures vary with the
/// training rows or the seed.
public struct Bootstrap: Equatable, Sendable {
  /// The share of samples that an interval holds.
  public static let level = 0.95
  /// The samples of a table of usual size.
  public static let usualResamples = 1_000
  /// The samples of the largest tables.
  public static let leastResamples = 200
  /// As many labels are drawn in all, unless that makes fewer samples than the least.
  static let mostCells = 200_000_000

  /// Decides the samples.
  public let seed: UInt64
  /// The most samples.
  public let resamples: Int

  /// A bootstrap of so many samples at most.
  public init(seed: UInt64 = 0, resamples: Int = usualResamples) {
    self.seed = seed
    self.resamples = resamples
  }

  /// How many samples are drawn: fewer where there are very many labels, whose figures have narrow
  /// intervals that need not be known as precisely.
  ///
  /// - Parameter cells: The number of labels in the rows, all tasks' together.
  package func resamples(cells: Int) -> Int {
    min(resamples, max(Self.leastResamples, Self.mostCells / max(cells, 1)))
  }
}
