extension Metric {
  /// Skill 1 − loss/constant loss: how much is gone of what the best constant of the training
  /// labels costs on the same rows. 1 is perfect, 0 no better than the constant, below 0 worse. It
  /// has no unit, so that the mean over tasks means something.
  ///
  /// - Parameters:
  ///   - loss: The mean loss over the labelled rows, nil where there are none.
  ///   - constantLoss: The constant's mean loss over the same rows, in the same unit; nil where
  ///     there
  ///     are none.
  /// - Returns: The skill; nil where there is no loss, or no positive one of the constant to
  ///   compare it with: nothing can be better than a constant that is always right.
  public static func skill(loss: Double?, constantLoss: Double?) -> Double? {
    guard let loss, let constantLoss, loss.isFinite, constantLoss.isFinite, constantLoss > 0 else {
      return nil
    }
    return 1 - loss / constantLoss
  }
}
