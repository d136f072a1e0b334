public import Datasets

extension Metric {
  /// The one metric by which models of a task are compared: the root mean squared error of a
  /// regression, or the mean absolute one where that is its loss; the deviance of a count; the log loss
  /// of a class. Lower is better for each, the true distribution has the best of each, and each is
  /// defined wherever a row is labelled, so that ratios of them mean something.
  public static func principal(of task: PredictionTask) -> Metric {
    switch task.kind {
    case .regression: task.loss == .absoluteError ? .mae : .rmse
    case .count: .deviance
    case .binary, .multiclass: .logLoss
    }
  }
}
