public import Datasets
internal import Losses

extension Metric {
  /// The one metric by which models of a task are compared, which its loss names: such as the root
  /// mean squared error, the deviance or the log loss. Lower is better, the true distribution has
  /// the best, and it is defined wherever a row is labelled, so that ratios of it mean something.
  public static func principal(of task: PredictionTask) -> Metric {
    let metrics = metrics(of: task)
    switch task.loss.entry.principalMetric {
    case .mean: return metrics[0]
    case .named(let name):
      guard let metric = metrics.first(where: { $0.name == name }) else {
        preconditionFailure("\(name) is no metric of a \(task.kind.rawValue) label")
      }
      return metric
    }
  }
}
