public import Datasets
internal import Remedies

/// How it is measured what features are worth.
public struct ImportanceOptions: Equatable, Sendable {
  /// How often each feature is permuted.
  public var repeats: Int
  /// Columns that are permuted together, as `Schema.permutedFeatures` takes them.
  public var groups: [String]
  /// Decides the permutations, and which rows are taken where not all are.
  public var seed: UInt64
  /// The most predictions of a row that are made: fewer rows are taken, and then fewer repeats,
  /// where there would be more. A row counts once for each network that predicts it, and for each
  /// ten labels begun. It is a bound of work, not of time, so that the result is the same everywhere.
  public var mostPredictions: Int

  /// The usual repeats, as scikit-learn has them.
  public static let usualRepeats = 5
  /// The usual bound: what takes a processor less than a minute, with networks of usual size.
  public static let usualPredictions = 2_000_000

  /// How it is usually measured, but for what is given.
  public init(
    repeats: Int = usualRepeats, groups: [String] = [], seed: UInt64 = 0,
    mostPredictions: Int = usualPredictions
  ) {
    self.repeats = repeats
    self.groups = groups
    self.seed = seed
    self.mostPredictions = mostPredictions
  }

  /// Makes sure, before anything is trained, that it can be measured what the features are worth
  /// that a network will read. Several networks may still take too many predictions.
  ///
  /// - Parameters:
  ///   - dates: What is made of columns of dates.
  ///   - rows: How many rows there are to permute.
  /// - Throws: `DatasetError` for groups that cannot be, too many features, or no rows.
  public func check(
    _ schema: Schema, dates: [DateFeatures], rows: Int
  ) throws(DatasetError) {
    guard rows > 0 else {
      throw DatasetError(
        .request,
        problem: "there are neither test nor validation rows, on which it could be measured what "
          + "features are worth",
        remedy: Remedy(.parameter(.fractions, .literal("0.8,0.1,0.1"))))
    }
    _ = try ImportancePlan(
      features: schema.permutedFeatures(dates: dates, groups: groups).count, rows: rows,
      cost: ImportancePlan.cost(networks: 1, labels: schema.labels.count), self)
  }
}
