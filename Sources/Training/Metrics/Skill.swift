extension Metric {
  /// Skill 1 − loss/prior loss: how much of the loss of the best constant prediction is gone. 1 is
  /// perfect, 0 no better than the constant, below 0 worse. It has no unit, so that the mean over
  /// tasks means something.
  ///
  /// - Parameters:
  ///   - loss: The mean loss over the labelled rows, nil where there are none.
  ///   - priorLoss: The loss of the best constant, in the same unit.
  /// - Returns: The skill; nil where there is no loss, or no positive prior loss to compare it
  ///   with.
  public static func skill(loss: Double?, priorLoss: Double) -> Double? {
    guard let loss, loss.isFinite, priorLoss.isFinite, priorLoss > 0 else { return nil }
    return 1 - loss / priorLoss
  }
}
