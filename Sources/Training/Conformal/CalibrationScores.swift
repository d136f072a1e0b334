/// The scores of a label's calibration rows in ascending order: of many rows some of them.
///
/// Of n rows the ranks kept are, from either end to the middle, 1, 2, 3, … and then each about a
/// hundredth above the last one: all of up to 402 rows, 1,400 of 50,000, 2,000 of a million. A
/// threshold is the next score kept further out, so that a set is never smaller than by all scores,
/// and the tail that it leaves out is at most 1 % smaller than it might be: at 0.9 the coverage
/// rises by 0.001 at most.
public struct CalibrationScores: Equatable, Sendable {
  /// The number of calibration rows, which is that of scores before some were left out.
  public let rowCount: Int
  /// The scores of the ranks kept, in single precision.
  package let kept: [Float]

  /// Keeps what is needed of some scores, in any order; none at all if one of them is not a number.
  package init(_ scores: [Double]) {
    guard !scores.contains(where: \.isNaN) else {
      (rowCount, kept) = (0, [])
      return
    }
    let sorted = scores.map(Self.single).sorted()
    rowCount = sorted.count
    kept = Self.keptRanks(of: sorted.count).map { sorted[$0 - 1] }
  }

  /// - Parameter kept: In ascending order a score for each of the ranks kept of so many rows.
  package init(rowCount: Int, kept: [Float]) {
    precondition(kept.count == Self.keptRanks(of: rowCount).count, "a score for each rank kept")
    self.rowCount = rowCount
    self.kept = kept
  }

  /// A score as a finite number of single precision.
  private static func single(_ score: Double) -> Float {
    let most = Double(Float.greatestFiniteMagnitude)
    return Float(min(max(score, -most), most))
  }

  /// Of which ranks scores are kept: with r always n + 1 − r as well.
  package static func keptRanks(of rowCount: Int) -> [Int] {
    guard rowCount > 0 else { return [] }
    let middle = (rowCount + 1) / 2
    var lower: [Int] = []
    var rank = 1
    while rank < middle {
      lower.append(rank)
      rank += max(1, rank / 100)
    }
    lower.append(middle)
    let upper = lower.reversed().map { rowCount + 1 - $0 }
    return lower + upper.drop { $0 == middle }
  }
}

extension CalibrationScores {
  /// Between which scores those of a share `level` of other rows are, at least.
  ///
  /// Of n scores and that of another row, all in an order that is as probable as any other, the
  /// last one is at most the k-th smallest of the n with a probability of k / (n + 1) or more: k is
  /// the least that gives the level, ⌈(n + 1) level⌉, or where both tails are cut off ⌈(n + 1)
  /// (1 + level) / 2⌉, and n + 1 − k from below. A k above n leaves the tail whole.
  ///
  /// Source: Vovk, Gammerman and Shafer 2005, "Algorithmic Learning in a Random World", 4.1; Lei,
  /// G'Sell, Rinaldo, Tibshirani and Wasserman 2018, "Distribution-Free Predictive Inference for
  /// Regression", 2.2.
  package func thresholds(
    at level: CoverageLevel, tails: ConformityScore.Tails
  ) -> ScoreThresholds {
    let rank = Self.rank(at: level, of: rowCount, tails: tails)
    guard rank <= rowCount else { return .none }
    let ranks = Self.keptRanks(of: rowCount)
    // The ranks kept end with the greatest.
    let place = ranks.firstIndex { $0 >= rank } ?? ranks.count - 1
    // The next number further out makes up for what was lost to single precision.
    return ScoreThresholds(
      low: tails == .both ? Double(kept[kept.count - 1 - place].nextDown) : -.infinity,
      high: Double(kept[place].nextUp))
  }

  /// The rank of the upper threshold, which may be beyond the last one.
  private static func rank(
    at level: CoverageLevel, of rowCount: Int, tails: ConformityScore.Tails
  ) -> Int {
    let place = Double(rowCount + 1) * tails.share(below: level)
    // What rounding has put just above a whole number is that number.
    return Int((place - 4 * place.ulp).rounded(.up))
  }

  /// The least number of rows with which thresholds are finite.
  package static func leastRows(at level: CoverageLevel, tails: ConformityScore.Tails) -> Double {
    let beyond = 1 - tails.share(below: level)
    return (1 / beyond - 1 - 1e-9 / beyond).rounded(.up)
  }
}
