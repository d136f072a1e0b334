import Datasets
import Foundation
import Losses
import PythonReference
import RandomNumbers
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

/// Rows of one task as scikit-learn and we are given them.
private struct Case: Encodable {
  let kind: LabelKind
  /// One list a row, of one prediction for each output.
  let predictions: [[Double]]
  /// nil where the label is missing.
  let labels: [Double?]
  let weights: [Double]?

  init(_ kind: LabelKind, weighted: Bool, using generator: inout SeededGenerator) {
    let count = 200
    // Eighths, so that a row sums to 1 exactly; the last one is a tie.
    let distributions = [[4, 2, 2], [2, 1, 5], [1, 6, 1], [3, 3, 2]].map { $0.map { $0 / 8.0 } }
    self.kind = kind
    predictions = (0..<count).map { _ in
      switch kind {
      case .regression: [3 * generator.normal()]
      case .count: [0.1 + 4 * generator.uniform()]
      // Sixteenths: many ties, and exact in both precisions.
      case .binary: [Double(Int.random(in: 1...15, using: &generator)) / 16]
      case .multiclass: distributions[Int.random(in: 0..<4, using: &generator)]
      }
    }
    labels = (0..<count).map { _ in
      if generator.uniform() < 0.3 { return nil }
      return switch kind {
      case .regression: generator.normal()
      case .count: Double(Int.random(in: 0...6, using: &generator))
      case .binary: Double(Int.random(in: 0...1, using: &generator))
      case .multiclass: Double(Int.random(in: 0...2, using: &generator))
      }
    }
    weights = weighted ? (0..<count).map { _ in Double(Float(2 * generator.uniform())) } : nil
  }

  var metrics: TaskMetrics {
    let outputs = kind == .multiclass ? 3 : 1
    let classes = kind == .multiclass ? ["a", "b", "c"] : []
    return TaskMetrics(
      of: LabelRequest(name: "y", kind: kind, loss: .standard(for: kind), classes: classes)
        .resolved(standardDeviation: 1),
      rows: ScoredRows(
        predictions: Array(predictions.joined()),
        labels: labels.map { $0 ?? .nan }, outputCount: outputs,
        weights: weights?.map { Float($0) }))
  }
}

@Suite(.enabled(if: python != nil, "needs a Python with scikit-learn"))
struct ScikitLearnTests {
  private static let script = """
    import json, sys
    import numpy as np
    from sklearn import metrics

    # Guo et al. 2017, eq. 3, which scikit-learn has no function for.
    def calibration_error(p, hit, w):
      w = np.ones(len(p)) if w is None else w
      bins = np.clip(np.searchsorted(np.linspace(0, 1, 16), p, side="left") - 1, 0, 14)
      return sum(
        w[bins == m].sum() / w.sum()
        * abs(np.average(hit[bins == m], weights=w[bins == m])
              - np.average(p[bins == m], weights=w[bins == m]))
        for m in range(15) if w[bins == m].sum() > 0)

    def measure(case):
      labels = np.array([np.nan if y is None else y for y in case["labels"]])
      kept = ~np.isnan(labels)
      y, p = labels[kept], np.array(case["predictions"])[kept]
      w = None if "weights" not in case else np.array(case["weights"])[kept]
      if case["kind"] == "multiclass":
        c = p.argmax(axis=1)
        return {
          "accuracy": metrics.accuracy_score(y, c, sample_weight=w),
          "f1_macro": metrics.f1_score(y, c, average="macro", sample_weight=w),
          "log_loss": metrics.log_loss(y, p, sample_weight=w, labels=[0, 1, 2]),
          "brier": np.average(((p - np.eye(3)[y.astype(int)]) ** 2).sum(axis=1), weights=w),
          "ece": calibration_error(p.max(axis=1), c == y, w),
        }
      p = p[:, 0]
      if case["kind"] == "binary":
        return {
          "roc_auc": metrics.roc_auc_score(y, p, sample_weight=w),
          "average_precision": metrics.average_precision_score(y, p, sample_weight=w),
          "accuracy": metrics.accuracy_score(y, p > 0.5, sample_weight=w),
          "f1": metrics.f1_score(y, p > 0.5, sample_weight=w),
          "log_loss": metrics.log_loss(y, p, sample_weight=w),
          "brier": metrics.brier_score_loss(y, p, sample_weight=w),
          "ece": calibration_error(p, y == 1, w),
        }
      found = {
        "rmse": metrics.mean_squared_error(y, p, sample_weight=w) ** 0.5,
        "mae": metrics.mean_absolute_error(y, p, sample_weight=w),
      }
      if case["kind"] == "count":
        found["deviance"] = metrics.mean_poisson_deviance(y, p, sample_weight=w)
      else:
        found["r2"] = metrics.r2_score(y, p, sample_weight=w)
      return found

    json.dump([measure(case) for case in json.load(sys.stdin)], sys.stdout)
    """

  @Test("every metric agrees with scikit-learn on ties, weights and missing labels")
  func agrees() throws {
    let python = try #require(python)
    var generator = SeededGenerator(seed: 11, stream: .split)
    var cases: [Case] = []
    for kind in LabelKind.allCases {
      for weighted in [false, true, false, true] {
        cases.append(Case(kind, weighted: weighted, using: &generator))
      }
    }
    let answer = try python.run(Self.script, input: JSONEncoder().encode(cases))
    let references = try JSONDecoder().decode([[String: Double]].self, from: answer)
    try #require(references.count == cases.count)
    for (example, reference) in zip(cases, references) {
      let ours = example.metrics
      #expect(Set(ours.entries.map(\.name)) == Set(reference.keys))
      for (name, value) in reference {
        let found = try #require(ours[name], "\(example.kind) \(name)")
        #expect(abs(found - value) <= 1e-12 * max(1, abs(value)), "\(example.kind) \(name)")
      }
    }
  }
}
