import Balancing
import Datasets
import Foundation
import Losses
import NeuralNetwork
import PythonReference
import RandomNumbers
import Testing
import Training

private let python = PythonInterpreter(importing: "numpy")

/// A drawn table with a label of every loss, of which a model was fitted, as NumPy and we are given
/// it.
private struct JudgedTable: Encodable {
  let parts: [String]
  let weights: [Double]?
  let tasks: [Task]

  struct Task: Encodable {
    let loss: String
    let parameter: Double
    /// nil where the label is missing.
    let labels: [Double?]
    /// `outputCount` numbers a row, row by row.
    let predictions: [Double]
    let classes: Int
  }
}

/// What NumPy says of a task on the rows of a part; nil where it is undefined.
private struct Judgement: Decodable {
  let loss: Double?
  let constant: Double?
  let skill: Double?
  /// The mean of the judged labels less that of the training labels, under the squared error.
  let shift: Double?
  /// The variance of the judged labels, under the squared error.
  let variance: Double?
}

/// The labels of a table, drawn so that those of validation and test rows are spread otherwise than
/// those of training rows.
private struct DrawnTable {
  static let losses: [(kind: LabelKind, loss: LossRequest?)] = [
    (.regression, nil), (.regression, LossRequest("absolute")),
    (.regression, LossRequest("huber=1.5")),
    (.binary, nil), (.multiclass, nil), (.count, nil), (.regression, LossRequest("quantile=0.8")),
    (.regression, LossRequest("gamma")), (.binary, LossRequest("focal")),
    (.multiclass, LossRequest("focal=1.5")),
  ]
  private static let usualParts: [Split.Part] = [.train, .train, .validation, .test]
  let dataset: Dataset
  let data: PreparedData
  let parts: [Split.Part]
  let labels: [[Float]]
  let weights: [Float]?

  init(using generator: inout SeededGenerator) throws {
    let rows = Int.random(in: 60...160, using: &generator)
    // The first rows have all classes but the last, so that there is something to learn.
    let parts = (0..<rows).map { row -> Split.Part in
      row < 4 ? .train : Self.usualParts[Int.random(in: 0..<4, using: &generator)]
    }
    let isWeighted = Bool.random(using: &generator)
    let missing = 0.5 * generator.uniform()
    let (spread, shift) = (exp(2 * generator.normal()), 3 * generator.normal())
    let lacksClass = generator.uniform() < 0.3
    weights =
      isWeighted
      ? (0..<rows).map { $0 < 4 ? 1 : Float(max(0, 2 * generator.uniform() - 0.3)) } : nil
    let signal = (0..<rows).map { _ in Float(generator.normal()) }
    let unlabelled = generator.uniform() < 0.2 ? Int.random(in: 0..<6, using: &generator) : nil
    labels = Self.losses.indices.map { task in
      (0..<rows).map { row in
        if row >= 4, generator.uniform() < missing { return .nan }
        let isJudged = parts[row] != .train
        if isJudged, task == unlabelled { return .nan }
        let noise = Float(generator.normal())
        let value =
          Float(isJudged ? spread : 1) * (signal[row] + noise) + (isJudged ? Float(shift) : 0)
        switch Self.losses[task].kind {
        case .regression where Self.losses[task].loss?.name == "gamma":
          return 0.1 + min(exp(value / 2), 1000)
        case .regression: return 10 + 3 * value
        case .binary: return row < 4 ? Float(row % 2) : value > 0.5 ? 1 : 0
        case .multiclass:
          let code: Float = row < 4 ? Float(row % 3) : value < -1 ? 0 : value < 1 ? 1 : 2
          return !isJudged && lacksClass && code == 2 ? 1 : code
        case .count: return row < 4 ? Float(row) : min(exp(value / 2), 1000).rounded()
        }
      }
    }
    self.parts = parts
    let columns = try zip(Self.losses, labels).enumerated().map { index, task in
      try Self.label("y\(index)", task.0, task.1)
    }
    dataset = Dataset(
      rowCount: rows, columns: [Column(name: "x", values: .numeric(Numbers(signal)))])
    data = try PreparedData(
      dataset, features: ["x"], labels: columns, rowWeights: weights, split: Split(parts: parts))
  }

  private static func label(
    _ name: String, _ task: (kind: LabelKind, loss: LossRequest?), _ values: [Float]
  ) throws -> LabelColumn {
    let classes = task.kind == .binary ? ["no", "yes"] : ["a", "b", "c"]
    let isClass = task.kind == .binary || task.kind == .multiclass
    let column = Column(
      name: name,
      values: isClass
        ? .categorical(.init(codes: values.map { $0.isNaN ? -1 : Int32($0) }, categories: classes))
        : .numeric(Numbers(values)))
    return try LabelColumn(
      column: column, specification: LabelSpecification(name, kind: task.kind, loss: task.loss))
  }
}

@Suite(.enabled(if: python != nil, "needs a Python with NumPy"))
struct ConstantLossesTests {
  private static let script = """
    import json, sys
    import numpy as np

    def constant(task, y, w):
      "The best constant of the training labels, one number or a probability for each class."
      if task["loss"] in ("squared", "poisson", "gamma"):
        return np.average(y, weights=w)
      if task["loss"] == "absolute":
        if np.all(w == w[0]):
          return np.median(y)
        order = np.argsort(y)
        sums = np.cumsum(w[order])
        return y[order][np.argmax(sums > sums[-1] / 2)]
      if task["loss"] == "quantile":
        values, places = np.unique(y, return_inverse=True)
        sums = np.cumsum(np.bincount(places, w))
        level = task["parameter"] * sums[-1]
        place = np.argmax(sums > level + 1e-12 * sums[-1])
        met = place > 0 and abs(sums[place - 1] - level) <= 1e-12 * sums[-1]
        return (values[place - 1] + values[place]) / 2 if met else values[place]
      if task["loss"] == "huber":
        low, high = y.min(), y.max()
        for _ in range(200):
          middle = (low + high) / 2
          if np.sum(w * np.clip(y - middle, -task["parameter"], task["parameter"])) > 0: low = middle
          else: high = middle
        return high
      shares = np.array([w[y == k].sum() for k in range(task["classes"])]) / w.sum()
      if "focal" in task["loss"]:
        # Where the slopes of all classes' parts are the same, by two bisections.
        g = task["parameter"]
        def share(slope, p):
          low, high = 0.0, 1.0
          for _ in range(60):
            q = (low + high) / 2
            fall = (1 - q) ** g / q - g * (1 - q) ** (g - 1) * np.log(q)
            if p * fall > slope: low = q
            else: high = q
          return q if p > 0 else 0.0
        low, high = -60.0, 60.0
        for _ in range(100):
          middle = (low + high) / 2
          if sum(share(np.exp(middle), p) for p in shares) > 1: low = middle
          else: high = middle
        shares = np.array([share(np.exp(high), p) for p in shares])
      # A class without a training row is as unlikely as in an untrained head.
      return np.maximum(shares, 1e-8)

    def cost(task, y, p):
      "The loss of each row; p is a number a row, or a probability for each row and class."
      e = y - p if p.ndim == 1 else None
      if task["loss"] == "squared": return e * e
      if task["loss"] == "absolute": return abs(e)
      if task["loss"] == "huber":
        d = task["parameter"]
        return np.where(abs(e) <= d, e * e / 2, d * (abs(e) - d / 2))
      if task["loss"] == "poisson":
        return 2 * (np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / p), 0) - (y - p))
      if task["loss"] == "gamma": return 2 * ((y - p) / p - np.log(y / p))
      if task["loss"] == "quantile":
        return np.maximum(task["parameter"] * e, (task["parameter"] - 1) * e)
      q = p[np.arange(len(y)), y.astype(int)]
      return (1 - q) ** task["parameter"] * -np.log(q) if "focal" in task["loss"] else -np.log(q)

    def judge(table, task, part):
      parts = np.array(table["parts"])
      labels = np.array([np.nan if y is None else y for y in task["labels"]])
      weights = np.array(table.get("weights") or [1.0] * len(parts))
      kept = ~np.isnan(labels) & (weights > 0)
      train, judged = kept & (parts == "train"), kept & (parts == part)
      if not judged.any():
        return {}
      y, w = labels[judged], weights[judged]
      p = np.array(task["predictions"]).reshape(len(parts), -1)[judged]
      if task["classes"] == 2: p = np.hstack([1 - p, p])
      if task["classes"] == 0: p = p[:, 0]
      c = constant(task, labels[train], weights[train])
      base = np.tile(c, (len(y), 1)) if task["classes"] else np.full(len(y), c)
      loss = np.average(cost(task, y, p), weights=w)
      unit = np.average(cost(task, y, base), weights=w)
      result = {"loss": loss, "constant": unit, "skill": 1 - loss / unit}
      if task["loss"] == "squared":
        mean = np.average(y, weights=w)
        result["variance"] = np.average((y - mean) ** 2, weights=w)
        result["shift"] = mean - c
      return result

    json.dump([[[judge(table, task, part) for task in table["tasks"]]
                for part in ("validation", "test")] for table in json.load(sys.stdin)], sys.stdout)
    """

  /// A table, the model fitted to it, and what we say of it.
  private struct Found {
    let input: JudgedTable
    let score: Double?
    let evaluations: [[TaskEvaluation]]
  }

  private func found(_ table: DrawnTable, seed: UInt64) throws -> Found {
    let configuration = TrainingConfiguration.small(epochs: 2, batchSize: 32, seed: seed)
    let result = try Trainer(
      configuration, scheme: SchemeCatalogue.parse("prior"),
      taskWeights: table.labels.map { _ in 1 }, threads: 1
    ).fit(table.data)
    let model = MultiTaskModel(
      description: table.data.description(
        configuration.network, balance: "prior", reading: ReadingOptions()),
      parameters: result.parameters)
    let predictions = model.predictions(for: table.dataset, threads: 1)
    let tasks = model.labels.enumerated().map { index, task in
      return JudgedTable.Task(
        loss: task.loss.entry.name, parameter: task.loss.parameter,
        labels: table.labels[index].map { $0.isNaN ? nil : Double($0) },
        predictions: predictions[index], classes: task.classes.count)
    }
    return Found(
      input: JudgedTable(
        parts: table.parts.map(\.rawValue), weights: table.weights?.map(Double.init), tasks: tasks),
      score: result.history.epochs[result.history.bestEpoch - 1].validationScore,
      evaluations: [table.data.split.validation, table.data.split.test].map {
        model.evaluate(table.data.table, rows: $0, threads: 1)
      })
  }

  @Test("losses, constant losses, skills and scores of 200 drawn tables are NumPy's")
  func agrees() throws {
    let python = try #require(python)
    var generator = SeededGenerator(seed: 16, stream: .split)
    let tables = try (0..<200).map { seed in
      try found(DrawnTable(using: &generator), seed: UInt64(seed))
    }
    let answer = try python.run(Self.script, input: JSONEncoder().encode(tables.map(\.input)))
    let references = try JSONDecoder().decode([[[Judgement]]].self, from: answer)
    try #require(references.count == tables.count)
    var (undefined, compared) = (0, 0)
    for (number, (table, parts)) in zip(tables, references).enumerated() {
      for (evaluations, judgements) in zip(table.evaluations, parts) {
        try #require(evaluations.count == 10 && judgements.count == 10)
        for (evaluation, judgement) in zip(evaluations, judgements) {
          if judgement.loss == nil { undefined += 1 } else { compared += 1 }
          expect(evaluation, is: judgement, "table \(number), \(evaluation.name)")
        }
      }
      // Predictions are Floats and targets too: the losses are not the last bits of each other.
      let ratios = parts[0].compactMap(\.skill).map { 1 - $0 }
      let score = ratios.reduce(0, +) / Double(ratios.count)
      #expect(abs((table.score ?? .nan) - score) <= 1e-5 * score, "table \(number)")
    }
    #expect(undefined > 0 && compared > 2000)
  }

  private func expect(
    _ found: TaskEvaluation, is expected: Judgement, _ place: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func near(_ found: Double?, _ expected: Double?, unit: Double) -> Bool {
      guard let found, let expected else { return found == nil && expected == nil }
      return abs(found - expected) <= 1e-5 * unit
    }
    #expect(
      near(found.loss, expected.loss, unit: expected.loss ?? 0), place,
      sourceLocation: sourceLocation)
    #expect(
      near(found.constantLoss, expected.constant, unit: expected.constant ?? 0), place,
      sourceLocation: sourceLocation)
    let ratio = 1 - (expected.skill ?? 1)
    #expect(
      near(found.skill, expected.skill, unit: 1 + ratio), place, sourceLocation: sourceLocation)
    // The constant of the squared error is the training mean: it costs the judged labels' variance
    // and the square of how far their mean is from it.
    guard let shift = expected.shift, let variance = expected.variance, variance > 0,
      let r2 = found.metrics["r2"]
    else { return }
    let skill = 1 - (1 - r2) * variance / (variance + shift * shift)
    #expect(near(found.skill, skill, unit: 1 + ratio), place, sourceLocation: sourceLocation)
  }
}
