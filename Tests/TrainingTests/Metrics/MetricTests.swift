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
        "roc_auc", "average_precision", "accuracy", "f1", "log_loss", "brier", "ece",
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

  @Test(
    "rows that count several times are as many rows, those that count 0 none",
    arguments: LabelKind.allCases)
  func counts(_ kind: LabelKind) {
    let outputs = kind == .multiclass ? 3 : 1
    let labels: [Double] = [1, 0, 1, 0, 1, 0, 1]
    let predictions: [[Double]] = [
      [0.2, 0.7, 0.1], [0.6, 0.2, 0.2], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.2, 0.2, 0.6],
      [0.9, 0.05, 0.05], [0.6, 0.1, 0.3],
    ]
    let weights: [Float] = [1, 2, 0.5, 1, 3, 1, 2]
    let rows = ScoredRows(
      predictions: predictions.flatMap { $0.prefix(outputs) }, labels: labels,
      outputCount: outputs, weights: weights)
    for counts in [[2, 0, 1, 3, 1, 0, 0], [0, 1, 0, 1, 0, 5, 0], [0, 1, 1, 0, 0, 2, 3]] {
      let repeated = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
      let many = ScoredRows(
        predictions: repeated.flatMap { predictions[$0].prefix(outputs) },
        labels: repeated.map { labels[$0] }, outputCount: outputs,
        weights: repeated.map { weights[$0] })
      for metric in Metric.metrics(of: kind) {
        let found = metric.measure(of: rows)(
          MetricWeights(zip(weights, counts).map { Double($0) * Double($1) }))
        let expected = metric(many)
        #expect((found == nil) == (expected == nil), "\(metric.name)")
        #expect(abs((found ?? 0) - (expected ?? 0)) < 1e-12, "\(metric.name)")
      }
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
