internal import Datasets
public import Statistics

/// What a model said of one label in the rows that have it, and what that costs row by row.
public struct ScoredLabel: Sendable {
  /// The statistics of the label's training rows.
  public let statistics: LabelStatistics
  /// The labelled rows.
  public private(set) var rows: ScoredRows
  /// What each of them costs, without its weight, in the label's own units or nats.
  public let losses: [Double]
  /// What the best constant of the training labels costs in each of them.
  public let constantLosses: [Double]
  /// What each of them counts for in the loss; nil where it is what it counts for in metrics.
  package let lossWeights: [Double]?

  /// Keeps what labelled rows cost.
  ///
  /// - Parameters:
  ///   - losses: One for each row that `rows` was made of, labelled or not.
  ///   - constantLosses: The same of the constant.
  ///   - lossWeights: The same of what a row counts for in the loss; nil where it is its weight.
  package init(
    _ statistics: LabelStatistics, rows: ScoredRows, losses: [Double], constantLosses: [Double],
    lossWeights: [Double]? = nil
  ) {
    precondition(
      rows.outputCount == statistics.label.outputCount, "a prediction for each of the outputs")
    self.statistics = statistics
    self.rows = rows
    self.losses = rows.places.map { losses[$0] }
    self.constantLosses = rows.places.map { constantLosses[$0] }
    self.lossWeights = lossWeights.map { weights in rows.places.map { weights[$0] } }
  }

  /// Several predictors' rows of one label, one after the other.
  ///
  /// - Parameters:
  ///   - parts: At least one, with how many rows each was given.
  ///   - statistics: What the figures of all are measured by.
  init(pooling parts: [(label: ScoredLabel, given: Int)], statistics: LabelStatistics) {
    self.statistics = statistics
    let labels = parts.map(\.label)
    rows = ScoredRows(pooling: parts.map { ($0.label.rows, $0.given) })
    losses = labels.flatMap(\.losses)
    constantLosses = labels.flatMap(\.constantLosses)
    let weights = labels.compactMap(\.lossWeights)
    precondition(weights.isEmpty || weights.count == labels.count, "weights in all parts, or none")
    lossWeights = weights.isEmpty ? nil : weights.flatMap(\.self)
  }

  /// What its rows count for in the loss.
  var weightsInLoss: MetricWeights {
    lossWeights.map(MetricWeights.init) ?? rows.metricWeights
  }

  /// The same with labels that were not rounded to the precision in which they are learnt.
  func labelled(_ values: [Double]) -> ScoredLabel {
    var label = self
    label.rows = rows.labelled(values)
    return label
  }

  /// The same, with another threshold of its positive class.
  func decided(at threshold: Double?) -> ScoredLabel {
    var label = self
    label.rows = rows.decided(at: threshold)
    return label
  }

  /// The same with means of a transformed label as predictions; what it costs is that of what was
  /// learnt.
  func smeared(by smearing: Smearing?) -> ScoredLabel {
    guard let smearing else { return self }
    var label = self
    label.rows = rows.predicted(smearing.means(of: rows.predictions, statistics.label))
    return label
  }
}
