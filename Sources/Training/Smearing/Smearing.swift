package import Datasets
internal import Losses
internal import Statistics

/// What makes the mean of a label of what was predicted of its transform: the residuals of rows that
/// were not learnt from.
///
/// The mean of a label is not the inverse of its transform's mean, which is nearer to the median: of
/// a price that is learnt as its logarithm it is exp(σ²/2) too low if errors are normal. The smearing
/// estimate assumes no distribution: it is the mean of the inverse at the prediction plus each of
/// the residuals.
///
/// Source: Duan 1983, "Smearing Estimate: A Nonparametric Retransformation Method".
public struct Smearing: Equatable, Sendable {
  /// How far transformed labels lie above what was predicted of them, in ascending order, each as
  /// probable as the others.
  package let residuals: [Float]

  /// As many residuals are kept at most: quantiles at equal distances stand for more of them.
  package static let mostResiduals = 512

  /// - Parameter residuals: One at least, ascending.
  package init(residuals: [Float]) {
    precondition(!residuals.isEmpty, "a residual")
    self.residuals = residuals
  }

  /// What rows that were not learnt from tell; nil of a label without a transform, or whose loss is
  /// of a quantile, which no transform moves, and where no row has the label.
  ///
  /// Each row counts the same, whatever its weight.
  ///
  /// - Parameter rows: The labelled rows, with the inverse of the transform of what was learnt as
  ///   predictions.
  package init?(_ label: Label, rows: ScoredRows) {
    guard let transform = label.transform, !label.loss.entry.predictsQuantile else { return nil }
    let residuals = (0..<rows.count).map {
      transform(rows.labels[$0]) - transform(rows.predictions[$0])
    }
    guard !residuals.isEmpty, residuals.allSatisfy(\.isFinite) else { return nil }
    guard residuals.count > Self.mostResiduals else {
      self.init(residuals: residuals.map { Float($0) }.sorted())
      return
    }
    let distribution = WeightedValues(residuals)
    self.init(
      residuals: (0..<Self.mostResiduals).map {
        Float(distribution.quantile((Double($0) + 0.5) / Double(Self.mostResiduals)))
      })
  }

  /// The means of a label in some rows.
  ///
  /// - Parameter medians: The inverse of the transform of what was learnt.
  package func means(of medians: [Double], _ label: Label) -> [Double] {
    medians.map { mean(of: $0, label) }
  }

  /// The mean of a label in one row.
  ///
  /// - Parameter median: The inverse of the transform of what was learnt.
  package func mean(of median: Double, _ label: Label) -> Double {
    guard let transform = label.transform else { return median }
    let transformed = transform(median)
    let sum = residuals.reduce(0.0) { $0 + transform.inverse(transformed + Double($1)) }
    return sum / Double(residuals.count)
  }
}

extension ScoredTable {
  /// For each label what makes means of predictions; nil where they are what was learnt.
  var smearing: [Smearing?] { labels.map { Smearing($0.statistics.label, rows: $0.rows) } }

  /// The same rows with means in place of what was learnt.
  package func smeared(by smearing: [Smearing?]) -> ScoredTable {
    ScoredTable(
      rows: rows, tasks: tasks, labels: zip(labels, smearing).map { $0.smeared(by: $1) })
  }
}

extension Predictor {
  /// Predictions with means in place of medians.
  ///
  /// - Parameter predictions: Of each label what was learnt, row by row.
  func smeared(_ predictions: [[Double]]) -> [[Double]] {
    zip(labels, zip(smearing, predictions)).map { label, predicted in
      predicted.0?.means(of: predicted.1, label) ?? predicted.1
    }
  }
}
