import Datasets
import Losses
import Testing
import Training

@Suite struct MetricTests {
  @Test("each kind of label has its metrics, under the field's names")
  func table() {
    let names = { (kind: LabelKind) in Metric.metrics(of: kind).map(\.name) }
    #expect(names(.regression) == ["rmse", "mae", "r2"])
    #expect(names(.count) == ["deviance", "rmse", "mae"])
    #expect(
      names(.binary) == [
        "roc_auc", "average_precision", "accuracy", "log_loss", "brier", "ece",
      ])
    #expect(names(.multiclass) == ["accuracy", "f1_macro", "log_loss", "brier", "ece"])
  }

  @Test("without labelled rows no metric is defined", arguments: LabelKind.allCases)
  func nothingLabelled(_ kind: LabelKind) {
    let outputs = kind == .multiclass ? 3 : 1
    let rows = ScoredRows(
      predictions: Array(repeating: 0.5, count: 2 * outputs), labels: [.nan, .nan],
      outputCount: outputs)
    let empty = ScoredRows(predictions: [], labels: [], outputCount: outputs)
    for metric in Metric.metrics(of: kind) {
      #expect(metric(rows) == nil, "\(metric.name)")
      #expect(metric(empty) == nil, "\(metric.name)")
    }
  }

  @Test("a prediction that is not finite leaves metrics undefined", arguments: LabelKind.allCases)
  func notFinite(_ kind: LabelKind) {
    let outputs = kind == .multiclass ? 3 : 1
    for bad in [Double.nan, .infinity, -.infinity] {
      var predictions = Array(repeating: Double(0.5), count: 3 * outputs)
      predictions[outputs] = bad
      let rows = ScoredRows(predictions: predictions, labels: [0, 1, 1], outputCount: outputs)
      for metric in Metric.metrics(of: kind) { #expect(metric(rows) == nil, "\(metric.name)") }
    }
  }

  @Test("rows with a missing label change no metric", arguments: LabelKind.allCases)
  func missingLabels(_ kind: LabelKind) {
    let outputs = kind == .multiclass ? 2 : 1
    let rows = { (extra: Int) in
      ScoredRows(
        predictions: ([0.1, 0.7, 0.6, 0.2, 0.9, 0.3] as [Double]).prefix(3 * outputs)
          + Array(repeating: 0.4, count: extra * outputs),
        labels: [0, 1, 0] + Array(repeating: .nan, count: extra), outputCount: outputs)
    }
    for metric in Metric.metrics(of: kind) {
      #expect(metric(rows(0)) != nil, "\(metric.name)")
      #expect(metric(rows(0)) == metric(rows(5)), "\(metric.name)")
    }
  }
}
