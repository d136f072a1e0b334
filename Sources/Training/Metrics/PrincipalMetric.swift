public import Losses

extension Metric {
  /// The one metric by which models that minimise a loss are compared, which the loss names: such
  /// as the root mean squared error, the deviance or the log loss. Lower is better, the true
  /// distribution has the best, and it is defined wherever a row is labelled, so that ratios of it
  /// mean something.
  public static func principal(of loss: TaskLoss) -> Metric {
    let metrics = metrics(of: loss)
    switch loss.entry.principalMetric {
    case .mean: return metrics[0]
    case .named(let name):
      guard let metric = metrics.first(where: { $0.name == name }) else {
        preconditionFailure("\(name) is no metric of a \(loss.entry.kind.rawValue) label")
      }
      return metric
    }
  }
}
