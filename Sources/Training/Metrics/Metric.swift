public import Losses

/// A figure of merit of one task's predictions.
///
/// Each metric stands in a file of its own as a static member; which ones a label is measured by is
/// said by `metrics(of:)` and its loss alone.
public struct Metric: Sendable {
  /// The name in tables and files, as the field writes it.
  public let name: String
  private let measure: @Sendable (ScoredRows) -> Double?

  /// A metric from its formula.
  ///
  /// - Parameters:
  ///   - name: The name in tables and files.
  ///   - measure: The formula; nil where it is undefined for the rows.
  package init(_ name: String, measure: @escaping @Sendable (ScoredRows) -> Double?) {
    self.name = name
    self.measure = measure
  }

  /// The metrics of a label under a loss, in the order in which they are printed: the mean of the
  /// loss first, where no metric of the kind is that.
  public static func metrics(of loss: TaskLoss) -> [Metric] {
    guard case .mean(let name, let value) = loss.entry.principalMetric else {
      return metrics(of: loss.entry.kind)
    }
    let parameter = loss.parameter
    let mean = Metric(name) { rows in
      rows.mean { value(rows.predictions[$0], rows.labels[$0], parameter) }
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
    case .binary: [.rocAUC, .averagePrecision, .accuracy, .logLoss, .brier, .calibrationError]
    case .multiclass: [.accuracy, .f1Macro, .logLoss, .brier, .calibrationError]
    }
  }

  /// Measures predictions.
  ///
  /// - Returns: The metric's value; nil where no row is labelled, where a prediction is not finite,
  ///   or where the metric says that it is undefined.
  public func callAsFunction(_ rows: ScoredRows) -> Double? {
    guard rows.count > 0, rows.predictions.allSatisfy(\.isFinite) else { return nil }
    return measure(rows).flatMap { $0.isFinite ? $0 : nil }
  }
}
