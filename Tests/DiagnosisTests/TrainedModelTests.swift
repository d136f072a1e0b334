import Balancing
import Datasets
import Diagnosis
import Foundation
import NeuralNetwork
import PythonReference
import Statistics
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

/// Curves and matrices of what a trained model says of the example's test rows, rather than of drawn
/// probabilities: with their ties, rare classes and probabilities near 0.
@Suite(.enabled(if: python != nil, "needs a Python with scikit-learn"))
struct TrainedModelTests {
  private struct Question: Encodable {
    let labels: [Double]
    let predictions: [Double]
    let outputs: Int
  }

  private struct Answer: Decodable {
    let roc: [[Double]]
    let precision: [[Double]]
    let areas: [Double]
    let brier: Double
    let calibration: Double
    let reliability: [[Double]]
    let confusion: [[Double]]
  }

  private static let script = """
    import json, sys
    import numpy as np
    from sklearn.calibration import calibration_curve
    from sklearn import metrics

    case = json.load(sys.stdin)
    y, p = np.array(case["labels"]), np.array(case["predictions"])
    k = case["outputs"]
    found = {"roc": [], "precision": [], "areas": []}
    if k == 1:
      across, up, _ = metrics.roc_curve(y, p, drop_intermediate=False)
      precision, recall, _ = metrics.precision_recall_curve(y, p)
      found["roc"] = [across.tolist(), up.tolist()]
      found["precision"] = [precision.tolist(), recall.tolist()]
      found["areas"] = [metrics.roc_auc_score(y, p), metrics.average_precision_score(y, p)]
      found["brier"] = metrics.brier_score_loss(y, p)
      certain, hit, c = p, y, (p > 0.5).astype(int)
    else:
      p = p.reshape(-1, k)
      found["brier"] = ((p - np.eye(k)[y.astype(int)]) ** 2).sum(axis=1).mean()
      c = p.argmax(axis=1)
      certain, hit = p.max(axis=1), (c == y).astype(int)
    bins = np.clip(np.searchsorted(np.linspace(0, 1, 16), certain, side="left") - 1, 0, 14)
    found["calibration"] = sum(
      (bins == m).mean() * abs(hit[bins == m].mean() - certain[bins == m].mean())
      for m in range(15) if (bins == m).any())
    # Of as many rows that all bins have the same number of them.
    m = len(y) // 10 * 10
    share, mean = calibration_curve(hit[:m], certain[:m], n_bins=10, strategy="quantile")
    found["reliability"] = [mean.tolist(), share.tolist()]
    found["confusion"] = metrics.confusion_matrix(
      y, c, labels=range(max(k, 2))).astype(float).tolist()
    json.dump(found, sys.stdout)
    """

  /// What a small model says of the weather's test rows.
  private static func scored() throws -> ScoredTable {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../data/nyc_weather.csv.gz").path
    var options = ReadingOptions()
    let labels = try LabelSpecification.parse(labels: ["y_rain", "y_wind_sector"])
    options.columns = .all()
    let (dataset, description) = try Dataset.read([.file(path: path)], options: options)
    let table = try LabelledTable(dataset, description, options: options, labels: labels)
    let data = try table.prepared(
      Split(
        rowCount: dataset.rowCount, fractions: (train: 0.3, validation: 0.1, test: 0.6), seed: 1))
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(hidden: [16])
    configuration.epochs = 2
    let result = try Trainer(
      configuration, scheme: SchemeCatalogue.parse("prior"), taskWeights: [1, 1], threads: 2
    ).fit(data)
    let model = MultiTaskModel(
      description: data.description(
        configuration.network, balance: "prior", reading: table.reading),
      result: result)
    return model.score(data.table, rows: data.split.test, threads: 2)
  }

  private static func answer(_ rows: ScoredRows) throws -> Answer {
    let question = Question(
      labels: rows.labels, predictions: rows.predictions, outputs: rows.outputCount)
    return try JSONDecoder().decode(
      Answer.self, from: try #require(python).run(script, input: JSONEncoder().encode(question)))
  }

  @Test("they are scikit-learn's")
  func scikitLearn() throws {
    for label in try Self.scored().labels {
      let (rows, answer) = (label.rows, try Self.answer(label.rows))
      #expect(rows.count > 7000)
      let metrics = TaskMetrics(of: label.statistics.label, rows: rows)
      #expect(abs((metrics["brier"] ?? .nan) - answer.brier) < 1e-9)
      #expect(abs((metrics["ece"] ?? .nan) - answer.calibration) < 1e-9)
      let count = rows.count / 10 * 10
      let whole = ScoredRows(
        predictions: Array(rows.predictions.prefix(count * rows.outputCount)),
        labels: Array(rows.labels.prefix(count)), outputCount: rows.outputCount)
      let bins = try #require(ReliabilityDiagram(whole)).bins
      try #require(bins.count == 10 && answer.reliability[0].count == 10)
      for (bin, (probability, share)) in zip(
        bins, zip(answer.reliability[0], answer.reliability[1]))
      {
        #expect(abs(bin.probability - probability) < 1e-9 && abs(bin.share - share) < 1e-9)
      }
      guard rows.outputCount == 1 else {
        #expect(try #require(ConfusionMatrix(rows, atMost: .max)).weights == answer.confusion)
        continue
      }
      let roc = try #require(ROCCurve(rows, atMost: .max))
      try #require(roc.line.points.count == answer.roc[0].count)
      for (point, (across, up)) in zip(roc.line.points, zip(answer.roc[0], answer.roc[1])) {
        #expect(abs(point.x - across) < 1e-9 && abs(point.y - up) < 1e-9)
      }
      #expect(abs(roc.area - answer.areas[0]) < 1e-9)
      let curve = try #require(PrecisionRecallCurve(rows, atMost: .max))
      let theirs = Array(zip(answer.precision[0], answer.precision[1]).dropLast().reversed())
      let ours = stride(from: 1, to: curve.line.points.count, by: 2).map { curve.line.points[$0] }
      try #require(ours.count == theirs.count)
      for (point, (precision, recall)) in zip(ours, theirs) {
        #expect(abs(point.y - precision) < 1e-9 && abs(point.x - recall) < 1e-9)
      }
      #expect(abs(curve.area - answer.areas[1]) < 1e-9)
    }
  }
}
