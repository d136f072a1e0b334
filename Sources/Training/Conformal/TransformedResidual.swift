internal import Datasets
internal import Losses

extension ConformityScore {
  /// T(y) − T(ŷ), of a label that is learnt as its transform T: intervals are as wide in every row
  /// on the scale on which errors are alike, and hold only labels that there can be.
  ///
  /// Source: Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, "Distribution-Free Predictive
  /// Inference for Regression", algorithm 2, on the transformed label.
  static let transformedResidual = ConformityScore(
    name: "transformed-residual", tails: .both, suits: { $0.transform != nil },
    score: { label, rows, row in
      label.transform.map { $0(rows.labels[row]) - $0(rows.predictions[row]) } ?? .nan
    },
    sets: { label, predictions, thresholds in
      guard let transform = label.transform else { preconditionFailure("a transform") }
      let least = transform.transform.domain == .all ? -Double.infinity : 0
      return .intervals(
        low: predictions.map { prediction in
          thresholds.low.isFinite
            ? transform.inverse(transform(prediction) + thresholds.low) : least
        },
        high: predictions.map { prediction in
          thresholds.high.isFinite
            ? transform.inverse(transform(prediction) + thresholds.high) : .infinity
        })
    })
}
