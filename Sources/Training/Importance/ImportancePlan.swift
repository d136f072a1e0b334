package import Datasets
internal import RandomNumbers
internal import Remedies

/// How many rows are permuted how often, so that no more predictions are made than may be.
package struct ImportancePlan: Equatable {
  /// How many rows are taken.
  package let rows: Int
  /// How often each feature is permuted.
  package let repeats: Int

  /// On fewer rows little would be told.
  static let leastRows = 500

  /// All rows and repeats where the bound allows that, else fewer rows, down to the least, and then
  /// fewer repeats, down to one.
  ///
  /// - Parameters:
  ///   - features: How many features are permuted.
  ///   - rows: How many rows there are.
  ///   - cost: What a row counts for.
  /// - Throws: `DatasetError` where not even the least rows can be permuted once.
  package init(
    features: Int, rows: Int, cost: Int, _ options: ImportanceOptions
  ) throws(DatasetError) {
    let ofRow = max(cost, 1)
    // All features, one repeat.
    let affordable = options.mostPredictions / ofRow / max(features, 1)
    let least = min(rows, Self.leastRows)
    let repeats = min(max(options.repeats, 1), affordable / max(least, 1))
    guard repeats > 0 else {
      throw DatasetError(
        .request,
        problem: "it would take \(features * least * ofRow) predictions of rows to see what "
          + "\(features) features are worth, and no more than \(options.mostPredictions) are made",
        remedy: Remedy(
          .parameter(
            .importanceGroups, .described("features that belong together"),
            purpose: "to permute them at once")))
    }
    self.repeats = repeats
    self.rows = min(rows, affordable / repeats)
  }

  /// What a row counts for.
  ///
  /// - Parameters:
  ///   - networks: How many networks predict it.
  ///   - labels: How many labels they predict.
  package static func cost(networks: Int, labels: Int) -> Int {
    networks * ((labels + labelsAtOnce - 1) / labelsAtOnce)
  }

  private static let labelsAtOnce = 10

  /// Which of the rows are taken, ascending: all, or as many as are, drawn.
  package func positions(of count: Int, seed: UInt64) -> [Int32] {
    let all = Array(0..<Int32(count))
    guard rows < count else { return all }
    var generator = SeededGenerator(seed: seed, stream: .importance)
    return all.shuffled(using: &generator).prefix(rows).sorted()
  }
}
