internal import Datasets
internal import Statistics

/// Measures a label's predictions under any weights of the rows; what does not depend on the weights
/// is computed once.
struct LabelMeasure: Sendable {
  private let label: ScoredLabel
  private let ownWeights: MetricWeights
  private let lossWeights: MetricWeights?
  private let metrics: [(name: String, measure: Metric.Measure)]

  init(_ label: ScoredLabel) {
    self.label = label
    ownWeights = label.rows.metricWeights
    lossWeights = label.lossWeights.map(MetricWeights.init)
    metrics = Metric.metrics(of: label.statistics.label.loss).map {
      ($0.name, $0.measure(of: label.rows))
    }
  }

  /// What the predictions come to.
  ///
  /// - Parameter counts: How often each row that was scored counts, labelled or not; nil where each
  ///   counts once.
  func figures(_ counts: [Double]? = nil) -> LabelFigures {
    func counted(_ weights: MetricWeights) -> MetricWeights {
      counts.map { counts in
        MetricWeights(zip(weights.values, label.rows.places).map { $0 * counts[$1] })
      } ?? weights
    }
    let weights = counted(ownWeights)
    let inLoss = lossWeights.map(counted) ?? weights
    let constantLoss = inLoss.mean { label.constantLosses[$0] }
    return LabelFigures(
      weight: inLoss.total, loss: inLoss.mean { label.losses[$0] },
      constantLoss: constantLoss.flatMap(label.statistics.judged),
      metrics: TaskMetrics(metrics.map { (name: $0.name, value: $0.measure(weights)) }))
  }
}

/// What predictions of a label come to.
struct LabelFigures: Sendable {
  /// What the labelled rows count for in the loss, together.
  let weight: Double
  /// The mean loss, nil where no row counts; it may be not finite.
  let loss: Double?
  /// The constant's mean loss as it is judged by, nil where no row counts or where it is not finite.
  let constantLoss: Double?
  /// The metrics.
  let metrics: TaskMetrics
}
