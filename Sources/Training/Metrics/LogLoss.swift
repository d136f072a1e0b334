import Foundation

extension Metric {
  /// Mean of −log of the probability given to the true class, in nats.
  ///
  /// Where the logits are known it is the cross-entropy that they have. Of probabilities alone it
  /// is that of probabilities clipped to [ε, 1 − ε] with ε = 2⁻²³, as scikit-learn does with
  /// single-precision ones: a probability that rounded to zero costs 15.9 nats, not infinitely
  /// many.
  public static let logLoss = Metric("log_loss") { rows in
    if let crossEntropy = rows.crossEntropy { return crossEntropy }
    let epsilon = Double(Float.ulpOfOne)
    return rows.mean { -log(min(max(rows.probabilityOfTrueClass($0), epsilon), 1 - epsilon)) }
  }
}
