internal import Datasets
internal import Statistics

/// Measures a label's predictions under any weights of the rows; what does not depend on the weights
/// is computed once.
struct LabelMeasure: Sendable {
  private let label: ScoredLabel
  private let ownWeights: MetricWeights
  private let metrics: [(name: String, measure: Metric.Measure)]

  init(_ label: ScoredLabel) {
    self.label = label
    ownWeights = label.rows.metricWeights
    metrics = Metric.metrics(of: label.statistics.label.loss).map {
      ($0.name, $0.measure(of: label.rows))
    }
  }

  /// What the predictions come to.
  ///
  /// - Parameter counts: How often each row that was scored counts, labelled or not; nil where each
  ///   counts once.
  func figures(_ counts: [Double]? = nil) -> LabelFigures {
    let weights =
      counts.map { counts in
        MetricWeights(zip(ownWeights.values, label.rows.places).map { $0 * counts[$1] })
      } ?? ownWeights
    let constantLoss = weights.mean { label.constantLosses[$0] }
    return LabelFigures(
      weight: weights.total, loss: weights.mean { label.losses[$0] },
      constantLoss: constantLoss.flatMap(label.statistics.judged),
      metrics: TaskMetrics(metrics.map { (name: $0.name, value: $0.measure(weights)) }))
  }
}

/// What predictions of a label come to.
struct LabelFigures: Sendable {
  /// The summed weight of the labelled rows.
  let weight: Double
  /// The mean loss, nil where no row counts; it may be not finite.
  let loss: Double?
  /// The constant's mean loss as it is judged by, nil where no row counts or where it is not finite.
  let constantLoss: Double?
  /// The metrics.
  let metrics: TaskMetrics
}
