package import Datasets
internal import Losses

/// How badly a label conforms to what was predicted of it, as a number, and which labels conform
/// well enough: what sets of labels are made from that hold the true one with some probability.
///
/// Each stands in a file of its own, and on one line of the catalogue.
package struct ConformityScore: Sendable {
  /// What files and tables call it.
  package let name: String
  /// Which scores are left out of a set.
  package let tails: Tails
  /// Whether it is for a label.
  let suits: @Sendable (Label) -> Bool
  /// The score of a labelled row.
  let score: @Sendable (_ label: Label, _ rows: ScoredRows, _ row: Int) -> Double
  /// For predictions of some rows, `outputCount` a row, the labels whose scores lie within
  /// thresholds.
  let sets:
    @Sendable (_ label: Label, _ predictions: [Double], _ thresholds: ScoreThresholds)
      -> PredictionSets

  /// At which ends scores are left out.
  package enum Tails: Sendable {
    /// The greatest.
    case upper
    /// The least and the greatest, as many of each.
    case both

    /// Which share of the scores lies below the upper threshold.
    func share(below level: CoverageLevel) -> Double {
      switch self {
      case .upper: level.value
      case .both: (1 + level.value) / 2
      }
    }
  }

  /// All of them, a line each. A label has the first that suits it.
  static let all: [ConformityScore] = [
    .transformedResidual,
    .pearsonResidual,
    .relativeResidual,
    .residual,
    .classProbability,
  ]

  /// The score of a label.
  package static func of(_ label: Label) -> ConformityScore {
    guard let score = all.first(where: { $0.suits(label) }) else {
      preconditionFailure("each loss has a score")
    }
    return score
  }

  /// The scores of labelled rows.
  package func scores(_ label: Label, _ rows: ScoredRows) -> CalibrationScores {
    CalibrationScores((0..<rows.count).map { score(label, rows, $0) })
  }
}

extension ConformityScore {
  /// A residual in units of a spread that the prediction tells: (y − ŷ) / s(ŷ).
  ///
  /// It has a sign, and a set leaves out as many of the least as of the greatest: unlike |y − ŷ|,
  /// which gives intervals with the prediction in their middle, that follows skewed errors, and
  /// predictions that are meant to lie to one side, such as quantiles. The price is that a level
  /// takes twice the rows before intervals have ends.
  ///
  /// - Parameters:
  ///   - least: The least label that there can be.
  ///   - spread: Above 0.
  static func scaledResidual(
    named name: String, least: Double = -.infinity,
    inUnitsOf spread: @escaping @Sendable (_ prediction: Double) -> Double,
    suits: @escaping @Sendable (Label) -> Bool
  ) -> ConformityScore {
    ConformityScore(
      name: name, tails: .both, suits: suits,
      score: { _, rows, row in
        (rows.labels[row] - rows.predictions[row]) / spread(rows.predictions[row])
      },
      sets: { _, predictions, thresholds in
        .intervals(
          low: predictions.map { max($0 + thresholds.low * spread($0), least) },
          high: predictions.map { max($0 + thresholds.high * spread($0), least) })
      })
  }
}
