import Datasets
import Foundation
import NeuralNetwork
import PythonReference
import RandomNumbers
import Synchronization
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

@Suite struct ImportanceMeasuringTests {
  /// Drawn features, with labels near what the formula says of them, some missing.
  private struct Drawn {
    let columns: [[Double]]
    let labels: LabelledRows
    let excerpt: TableExcerpt

    init(rows: Int, seed: UInt64, weighted: Bool = false, groups: [Int32]? = nil) throws {
      var generator = SeededGenerator(seed: seed, stream: .split)
      columns = (0..<4).map { _ in (0..<rows).map { _ in generator.normal() } }
      let dataset = Dataset(
        rowCount: rows,
        columns: columns.enumerated().map {
          Column(name: "x\($0)", values: .numeric(Numbers($1)))
        })
      let all = Array(0..<Int32(rows))
      let predictions = try FormulaPredictor().predictions(for: dataset, rows: all, threads: 1)
      labels = LabelledRows(
        values: [
          predictions[0].map { $0 + generator.normal() }
            .map { generator.uniform() < 0.8 ? $0 : .nan },
          predictions[1].map { generator.uniform() < $0 ? 1 : 0 }
            .map { generator.uniform() < 0.9 ? $0 : .nan },
        ],
        weights: weighted
          ? (0..<rows).map { _ in Float(Int(4 * generator.uniform())) / 2 } : nil)
      excerpt = TableExcerpt(
        all, of: dataset, columns: (0..<4).map { "x\($0)" }, labels: labels, groups: groups)
    }
  }

  /// What scikit-learn finds, and the orders that it has drawn.
  private struct Reference: Decodable {
    /// For each feature and repeat for each row the row whose cell it reads.
    let orders: [[[Int32]]]
    /// By score, for each feature.
    let mean, std: [String: [Double]]
  }

  @Test(
    "importances are scikit-learn's, of the same permutations",
    .enabled(if: python != nil, "needs a Python with scikit-learn"), arguments: [false, true])
  func scikitLearn(weighted: Bool) throws {
    let python = try #require(python)
    let drawn = try Drawn(rows: 300, seed: 21, weighted: weighted)
    let script = """
      import json, sys
      import numpy as np
      from sklearn.inspection import permutation_importance
      from sklearn.metrics import log_loss, mean_squared_error
      given = json.load(sys.stdin)
      x = np.array(given["x"]).T
      y = np.array(given["y"], dtype=float).T
      weights = np.array(given["w"])
      seen = []

      class Formula:
        def fit(self, x, y):
          return self

        def numbers(self, x):
          return 2 * x[:, 0] - x[:, 1] ** 2 + x[:, 0] * x[:, 2]

        def shares(self, x):
          return 1 / (1 + np.exp(x[:, 1] - 2 * x[:, 2]))

      def score(formula, x, y):
        seen.append(x.copy())
        number, flag = [~np.isnan(y[:, label]) & (weights > 0) for label in (0, 1)]
        def squares(p):
          return mean_squared_error(y[number, 0], p, sample_weight=weights[number])
        def entropy(p):
          return log_loss(y[flag, 1], p, sample_weight=weights[flag])
        squared = squares(formula.numbers(x)[number])
        entropies = entropy(formula.shares(x)[flag])
        return {
          "number": 1 - squared / squares(np.full(number.sum(), given["number"])),
          "flag": 1 - entropies / entropy(np.full(flag.sum(), given["share"])),
          "rmse": -np.sqrt(squared), "log_loss": -entropies,
        }

      repeats = 4
      found = permutation_importance(
        Formula(), x, y, scoring=score, n_repeats=repeats, random_state=5)
      orders = []
      for feature in range(4):
        row = {value: index for index, value in enumerate(x[:, feature])}
        first = 1 + feature * repeats
        orders.append([
          [row[value] for value in seen[number][:, feature]]
          for number in range(first, first + repeats)])
      json.dump({
        "orders": orders,
        "mean": {name: list(of.importances_mean) for name, of in found.items()},
        "std": {name: list(of.importances_std) for name, of in found.items()},
      }, sys.stdout)
      """
    struct Input: Encodable {
      let x: [[Double]]
      let y: [[Double?]]
      let w: [Double]
      let number = FormulaPredictor.number
      let share = FormulaPredictor.share
    }
    let input = Input(
      x: drawn.columns, y: drawn.labels.values.map { $0.map { $0.isNaN ? nil : $0 } },
      w: drawn.labels.weights?.map(Double.init) ?? Array(repeating: 1, count: 300))
    let reference = try JSONDecoder().decode(
      Reference.self, from: try python.run(script, input: JSONEncoder().encode(input)))
    try #require(reference.orders.allSatisfy { $0.count == 4 && $0.allSatisfy { $0.count == 300 } })

    let found = try FormulaPredictor().permutationImportance(
      drawn.excerpt, options: ImportanceOptions(repeats: 4), threads: 2
    ) { feature, number, _ in
      reference.orders[Int(feature.name.dropFirst()) ?? 0][number]
    }
    #expect(found.rows == 300 && found.repeats == 4 && found.features.count == 4)
    for feature in found.features {
      let index = try #require(Int(feature.name.dropFirst()))
      for (label, metric) in zip(feature.labels, ["rmse", "log_loss"]) {
        func check(_ value: Double?, _ expected: Double?, _ name: String) {
          // What is not there is close to nothing.
          #expect(
            abs((value ?? .nan) - (expected ?? .nan)) < 1e-9,
            "\(feature.name), \(label.label): \(name)")
        }
        check(label.importance, reference.mean[label.label]?[index], "mean")
        check(label.standardDeviation, reference.std[label.label]?[index], "std")
        #expect(label.metric == metric)
        check(label.metricIncrease, reference.mean[metric]?[index], metric)
      }
    }
  }

  @Test(
    "a feature that is ignored is worth exactly nothing, whatever the repeats", arguments: 1...7)
  func ignored(repeats: Int) throws {
    let drawn = try Drawn(rows: 120, seed: 3, weighted: true)
    let found = try FormulaPredictor().permutationImportance(
      drawn.excerpt, options: ImportanceOptions(repeats: repeats, seed: 9), threads: 2)
    let feature = try #require(found.features.last)
    #expect(feature.name == "x3" && feature.importance == 0)
    #expect(feature.interval == Interval(low: 0, high: 0))
    for label in feature.labels {
      #expect(label.importance == 0 && label.metricIncrease == 0)
      #expect(label.interval == Interval(low: 0, high: 0))
      #expect(label.standardDeviation == (repeats > 1 ? 0 : nil))
    }
    #expect(found.features.dropLast().allSatisfy { ($0.importance ?? 0) > 0.1 })
    let means = found.features.compactMap(\.importance)
    #expect(means == means.sorted(by: >))
  }

  @Test(
    "intervals are those of the skill before less the mean skill after, over the same resamples",
    arguments: [nil, (0..<90).map { Int32($0 / 4) }] as [[Int32]?])
  func intervals(groups: [Int32]?) throws {
    let (rows, repeats, seed) = (90, 3, UInt64(11))
    let drawn = try Drawn(rows: rows, seed: 5, weighted: true, groups: groups)
    let predictor = try FormulaPredictor()
    let options = ImportanceOptions(repeats: repeats, seed: seed)
    let found = try predictor.permutationImportance(drawn.excerpt, options: options, threads: 2)
    let all = Array(0..<Int32(rows))
    func scored(_ dataset: Dataset) -> ScoredTable {
      predictor.score(dataset, labels: drawn.labels, rows: all, threads: 1)
    }
    let before = scored(drawn.excerpt.dataset)
    let resamples = Resamples(
      Bootstrap.usualResamples, rowCount: rows, groups: groups, seed: seed)
    #expect(found.resampling?.groups == groups.map { Set($0).count })
    for feature in try predictor.permutedFeatures() {
      let after = (0..<repeats).map { number in
        let order = FeaturePermutations(seed: seed).order(of: feature, repeat: number, rows: rows)
        return scored(
          Dataset(
            rowCount: rows,
            columns: drawn.columns.enumerated().map { index, cells in
              Column(
                name: "x\(index)",
                values: .numeric(
                  Numbers("x\(index)" == feature.name ? order.map { cells[Int($0)] } : cells)))
            }))
      }
      /// 1 − loss / constant loss of a label where rows stand as often as they were drawn.
      func skill(_ table: ScoredTable, _ label: Int, _ counts: [Double]) -> Double {
        let scored = table.labels[label]
        var (loss, constant) = (0.0, 0.0)
        for row in 0..<scored.rows.count {
          let weight = scored.rows.weight(row) * counts[scored.rows.places[row]]
          loss += weight * scored.losses[row]
          constant += weight * scored.constantLosses[row]
        }
        return 1 - loss / constant
      }
      func importances(_ counts: [Double]) -> [Double] {
        (0..<2).map { label in
          skill(before, label, counts)
            - after.reduce(0) { $0 + skill($1, label, counts) } / Double(repeats)
        }
      }
      let measured = try #require(found.features.first { $0.name == feature.name })
      let samples = (0..<resamples.count).map { importances(resamples.counts($0)) }
      let plain = importances(Array(repeating: 1, count: rows))
      for (index, label) in measured.labels.enumerated() {
        let expected = Interval(middle: 0.95, of: samples.map { $0[index] })
        let interval = try #require(label.interval)
        #expect(abs(try #require(label.importance) - plain[index]) < 1e-12)
        #expect(abs(interval.low - expected.low) < 1e-9)
        #expect(abs(interval.high - expected.high) < 1e-9)
      }
      let mean = Interval(middle: 0.95, of: samples.map { ($0[0] + $0[1]) / 2 })
      #expect(abs(try #require(measured.interval).low - mean.low) < 1e-9)
      #expect(abs(try #require(measured.interval).high - mean.high) < 1e-9)
    }
  }

  @Test("features of a group read one other row together, and leave the other features as they are")
  func groups() throws {
    let drawn = try Drawn(rows: 200, seed: 8)
    let predictor = try FormulaPredictor()
    let alone = try predictor.permutationImportance(
      drawn.excerpt, options: ImportanceOptions(seed: 1), threads: 1)
    var asked: [String: Set<Int>] = [:]
    let together = try predictor.permutationImportance(
      drawn.excerpt, options: ImportanceOptions(groups: ["x0,x2"], seed: 1), threads: 1
    ) { feature, number, rows in
      asked[feature.name, default: []].insert(number)
      return FeaturePermutations(seed: 1).order(of: feature, repeat: number, rows: rows)
    }
    #expect(asked == ["x0,x2": [0, 1, 2, 3, 4], "x1": [0, 1, 2, 3, 4], "x3": [0, 1, 2, 3, 4]])
    let group = try #require(together.features.first { $0.name == "x0,x2" })
    #expect(group.columns == ["x0", "x2"])
    for name in ["x1", "x3"] {
      #expect(
        together.features.first { $0.name == name } == alone.features.first { $0.name == name })
    }
    // A flag that both decide: where both move as one row's, the product of them stays one row's.
    let order = Array((1..<200).map(Int32.init) + [0])
    let turned = try predictor.permutationImportance(
      drawn.excerpt, options: ImportanceOptions(repeats: 1, groups: ["x0,x1,x2,x3"]), threads: 1
    ) { _, _, _ in order }
    let scored = predictor.score(
      drawn.excerpt.dataset, labels: drawn.labels, rows: order, threads: 1)
    for (index, label) in turned.features[0].labels.enumerated() {
      // Predictions of the next row's features against this row's labels.
      let predictions = predictor.predictions(
        for: drawn.excerpt.dataset, rows: order, threads: 1)[index]
      let truths = drawn.labels.values[index]
      let metric = Metric.principal(of: predictor.labels[index].loss)
      let before = try #require(
        metric(
          ScoredRows(
            predictions: predictor.predictions(
              for: drawn.excerpt.dataset, threads: 1)[index], labels: truths)))
      let after = try #require(metric(ScoredRows(predictions: predictions, labels: truths)))
      #expect(abs(try #require(label.metricIncrease) - (after - before)) < 1e-12)
    }
    #expect(scored.rows == order)
  }

  @Test("a model's importances do not depend on the threads, and follow from the seed")
  func threads() throws {
    let dataset = Dataset.synthetic(rows: 700)
    let table = try ExampleTable(dataset, encoding: EncodingOptions(numericEmbedding: .both))
    let configuration = TrainingConfiguration.small(epochs: 2)
    let model = table.model(
      try table.fit(configuration, "prior").parameters, network: configuration.network)
    let excerpt = TableExcerpt(
      table.data.split.test, of: dataset, columns: model.schema.features.map(\.name),
      labels: LabelledRows(
        values: zip(table.data.table.targets, model.heads).map { targets, head in
          targets.map(head.label)
        }))
    let found = try [(1, UInt64(0)), (3, 0), (2, 1)].map { threads, seed in
      try model.permutationImportance(
        excerpt, options: ImportanceOptions(repeats: 2, seed: seed), threads: threads)
    }
    #expect(found[0] == found[1] && found[0] != found[2])
    #expect(found[0].features.count == 5 && found[0].rows == 140)
    // What the labels follow from is worth most.
    #expect(found[0].features[0].name == "x0")
    #expect(found[0].features[0].labels.map(\.labelled).allSatisfy { $0 > 0 })
  }

  @Test("with a bound fewer rows are taken, those that the seed draws, and it is told")
  func bounded() throws {
    let drawn = try Drawn(rows: 1_200, seed: 4)
    let predictor = try FormulaPredictor()
    let options = ImportanceOptions(seed: 6, mostPredictions: 4 * 5 * 800)
    let found = try predictor.permutationImportance(drawn.excerpt, options: options, threads: 2)
    #expect(found.rows == 800 && found.allRows == 1_200 && found.repeats == 5 && found.isReduced)
    #expect(found.resampling?.rows == 800)
    let fewer = ImportanceOptions(mostPredictions: 4 * 500 * 2)
    let repeats = try predictor.permutationImportance(drawn.excerpt, options: fewer, threads: 2)
    #expect(repeats.rows == 500 && repeats.repeats == 2 && repeats.askedRepeats == 5)
    #expect(throws: DatasetError.self) {
      try predictor.permutationImportance(
        drawn.excerpt, options: ImportanceOptions(mostPredictions: 1_999), threads: 2)
    }
  }

  @Test("rows without a skill, of one value or too few, have no importance, and no interval")
  func undefined() throws {
    let drawn = try Drawn(rows: 30, seed: 4)
    let labels = LabelledRows(values: [
      (0..<30).map { _ in .nan }, (0..<30).map { $0 == 3 ? 1 : .nan },
    ])
    let excerpt = TableExcerpt(
      Array(0..<30), of: drawn.excerpt.dataset, columns: (0..<4).map { "x\($0)" }, labels: labels)
    let found = try FormulaPredictor().permutationImportance(excerpt, threads: 1)
    for feature in found.features {
      #expect(feature.labels[0].importance == nil && feature.labels[0].metricIncrease == nil)
      #expect(feature.labels[0].labelled == 0 && feature.labels[0].interval == nil)
      #expect(feature.labels[1].importance != nil && feature.labels[1].interval == nil)
      #expect(feature.importance == feature.labels[1].importance)
    }
  }

  @Test("who watches may end it before any permutation")
  func interrupted() throws {
    let drawn = try Drawn(rows: 50, seed: 4)
    let asked = Mutex(0)
    #expect(throws: TrainingError.measuringInterrupted) {
      try FormulaPredictor().permutationImportance(
        drawn.excerpt, threads: 1,
        isInterrupted: {
          asked.withLock { count in
            count += 1
            return count == 7
          }
        })
    }
    #expect(asked.withLock { $0 } == 7)
  }
}
