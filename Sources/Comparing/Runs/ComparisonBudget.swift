public import Training

/// How long the models of a comparison are trained if nobody says.
public enum ComparisonBudget {
  /// The training rows that a model sees, all epochs together: a comparison is of many models, and
  /// what tells schemes apart on a large table shows long before each has been trained to its end.
  public static let rows = 2_500_000

  /// As many epochs as one model by itself gets, or those within the budget if they are fewer, but
  /// a few at least.
  ///
  /// - Parameters:
  ///   - model: How one model by itself is trained.
  ///   - rows: The training rows of an epoch.
  ///   - pace: How long it is trained; a quicker one has as much less of the budget.
  public static func epochs(
    of model: TrainingConfiguration, rows: Int, pace: TrainingPace = .usual
  ) -> Int {
    min(model.epochs, max(Int(pace.stepShare * Double(Self.rows)) / max(rows, 1), 3))
  }
}
