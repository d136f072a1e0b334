import Foundation

extension Metric {
  /// Mean of −log of the probability given to the true class, in nats.
  ///
  /// Where the logits are known it is the cross-entropy that they have. Of probabilities alone it
  /// is that of probabilities clipped to [ε, 1 − ε] with ε = 2⁻²³, as scikit-learn does with
  /// single-precision ones: a probability that rounded to zero costs 15.9 nats, not infinitely
  /// many.
  public static let logLoss = Metric.mean("log_loss") { rows, row in
    if let crossEntropies = rows.crossEntropies { return crossEntropies[row] }
    let epsilon = Double(Float.ulpOfOne)
    return -log(min(max(rows.probabilityOfTrueClass(row), epsilon), 1 - epsilon))
  }
}
