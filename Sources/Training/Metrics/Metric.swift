public import Losses

/// A figure of merit of one task's predictions.
///
/// Each metric stands in a file of its own as a static member; which ones a label is measured by is
/// said by `metrics(of:)` and its loss alone.
public struct Metric: Sendable {
  /// The name in tables and files, as the field writes it.
  public let name: String
  private let prepare: @Sendable (ScoredRows) -> Measure

  /// The metric of some rows, whatever each of them counts for; nil where it is undefined.
  package typealias Measure = @Sendable (MetricWeights) -> Double?

  /// A metric from its formula.
  ///
  /// - Parameters:
  ///   - name: The name in tables and files.
  ///   - prepare: Computes once what depends on the rows alone, such as their order, and gives the
  ///     formula: rows are measured under many weights.
  package init(_ name: String, prepare: @escaping @Sendable (ScoredRows) -> Measure) {
    self.name = name
    self.prepare = prepare
  }

  /// A metric that is the weighted mean of a quantity of each row.
  package static func mean(
    _ name: String, of quantity: @escaping @Sendable (ScoredRows, _ row: Int) -> Double
  ) -> Metric {
    Metric(name) { rows in
      let quantities = (0..<rows.count).map { quantity(rows, $0) }
      return { $0.mean { quantities[$0] } }
    }
  }

  /// The metrics of a label under a loss, in the order in which they are printed: the mean of the
  /// loss first, where no metric of the kind is that.
  public static func metrics(of loss: TaskLoss) -> [Metric] {
    guard case .mean(let name, let value) = loss.entry.principalMetric else {
      return metrics(of: loss.entry.kind)
    }
    let parameter = loss.parameter
    let mean = Metric.mean(name) { rows, row in
      value(rows.predictions[row], rows.labels[row], parameter)
    }
    return [mean] + metrics(of: loss.entry.kind)
  }

  /// The names of the metrics of a loss, in the order in which they are printed.
  static func names(of loss: LossEntry) -> [String] {
    let names = metrics(of: loss.kind).map(\.name)
    guard case .mean(let name, _) = loss.principalMetric else { return names }
    return [name] + names
  }

  /// The metrics of a kind of label.
  package static func metrics(of kind: LabelKind) -> [Metric] {
    switch kind {
    case .regression: [.rmse, .mae, .r2]
    case .count: [.deviance, .rmse, .mae]
    case .binary: [.rocAUC, .averagePrecision, .accuracy, .f1, .logLoss, .brier, .calibrationError]
    case .multiclass: [.accuracy, .f1Macro, .logLoss, .brier, .calibrationError]
    }
  }

  /// Measures predictions, each row by its own weight.
  ///
  /// - Returns: The metric's value; nil where no row is labelled, where a prediction is not finite,
  ///   or where the metric says that it is undefined.
  public func callAsFunction(_ rows: ScoredRows) -> Double? {
    measure(of: rows)(rows.metricWeights)
  }

  /// The metric of predictions under any weights, nil as above.
  package func measure(of rows: ScoredRows) -> Measure {
    guard rows.count > 0, rows.predictions.allSatisfy(\.isFinite) else { return { _ in nil } }
    let measure = prepare(rows)
    return { weights in measure(weights).flatMap { $0.isFinite ? $0 : nil } }
  }
}
