import Balancing
import Datasets
import NeuralNetwork
import Statistics
import Testing
import Training

struct TrainerTests {
  /// Batches of several slices, with dropout and an embedded feature.
  private static func determined(
    _ scheme: String, threads: Int, seed: UInt64 = 3
  ) throws -> [Float] {
    let table = try ExampleTable(
      .synthetic(rows: 1500), encoding: EncodingOptions(oneHotLimit: 2))
    let configuration = TrainingConfiguration.small(
      epochs: 2, batchSize: 600, dropout: 0.2, seed: seed)
    return try table.fit(configuration, scheme, threads: threads).parameters
  }

  @Test(
    "the same seed gives the same parameters, whatever the number of threads; another seed others",
    arguments: [
      "equal", "realtime", "unit-gradient", "gradnorm", "rlw", "db-mtl", "graddrop",
      "sdmgrad-stochastic",
    ])
  func determinism(scheme: String) throws {
    let parameters = try Self.determined(scheme, threads: 1)
    for threads in [1, 2, 4] {
      #expect(try Self.determined(scheme, threads: threads) == parameters)
    }
    #expect(try Self.determined(scheme, threads: 2, seed: 4) != parameters)
  }

  /// Each scheme as it may be asked for, for five tasks.
  static let schemes = SchemeCatalogue.entries.map {
    ["power": "power:2", "fixed": "fixed:1,1,1,1,1"][$0.name] ?? $0.name
  }

  @Test("every scheme learns all tasks, one of which is absent from some steps", arguments: schemes)
  func everyScheme(scheme: String) throws {
    let table = try ExampleTable(.synthetic(rows: 600))
    // 45 steps an epoch, fewer of them with a label of y_rare.
    #expect(try table.data.statistics[table.task("y_rare")].labelled == 15)
    let result = try table.fit(.small(epochs: 3, batchSize: 8), scheme)
    #expect(result.parameters.allSatisfy { $0.isFinite })
    let epochs = result.history.epochs
    #expect(epochs.count == 3)
    for epoch in epochs {
      #expect(epoch.trainingLosses.allSatisfy { $0?.isFinite == true })
      #expect(epoch.validationLosses.allSatisfy { $0?.isFinite == true })
      #expect(epoch.weights.allSatisfy { $0.isFinite })
    }
    let scores = epochs.compactMap(\.validationScore)
    #expect(scores.count == 3)
    #expect(scores[2] < scores[0])
    #expect(scores[2] < 1, "\(scores)")
  }

  @Test("the first step's losses are the prior losses, under every scheme", arguments: schemes)
  func firstLosses(scheme: String) throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    let history = try table.fit(.fullBatchDescent(epochs: 1, rate: 1e-3), scheme).history
    for (loss, label) in zip(history.epochs[0].trainingLosses, table.data.statistics) {
      let loss = try #require(loss)
      #expect(abs(loss / label.priorLoss - 1) < 1e-5)
    }
  }

  @Test("a task's weight multiplies the scheme's")
  func taskWeights() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    let factors = [2, 0.5, 1, 3, 0.25]
    let weights = zip(factors, table.data.statistics).map { "\($0 / $1.priorLoss)" }
    let given = try table.fit(.small(), "fixed:\(weights.joined(separator: ","))")
    let multiplied = try table.fit(.small(), "prior", taskWeights: factors)
    let pairs = zip(given.parameters, multiplied.parameters)
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(try table.fit(.small(), "prior").parameters != multiplied.parameters)
  }

  @Test("coverage multiplies a task's weight by its share of labelled training rows")
  func coverage() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    let train = table.data.split.train
    let shares = table.data.table.targets.map { targets in
      Double(train.filter { !targets[Int($0)].isNaN }.count) / Double(train.count)
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    var modifiers = BalanceModifiers()
    modifiers.coverage = true
    let covered = try table.fit(.small(), "mgda", modifiers: modifiers)
    let given = try table.fit(.small(), "mgda", taskWeights: shares.map { $0 / mean })
    #expect(covered.parameters == given.parameters)
    #expect(try table.fit(.small(), "mgda").parameters != covered.parameters)
  }

  @Test("a task of weight 0 leaves no trace in the others")
  func weightZero() throws {
    let dataset = Dataset.synthetic(rows: 300)
    let (all, fewer) = (
      try ExampleTable(dataset),
      try ExampleTable(
        Dataset(
          rowCount: dataset.rowCount, columns: dataset.columns.filter { $0.name != "y_near" }))
    )
    let near = try all.task("y_near")
    let weights = all.data.heads.indices.map { $0 == near ? 0.0 : 1 }
    let configuration = TrainingConfiguration.small()
    let result = try all.fit(configuration, "prior", taskWeights: weights)
    var predictions = all.model(result.parameters, network: configuration.network)
      .predictions(for: dataset, threads: 1)
    let untouched = Set(predictions.remove(at: near))
    #expect(untouched.count == 1)
    let others = try fewer.predictions(configuration, "prior")
    for (index, head) in fewer.data.heads.enumerated() {
      #expect(
        greatestDifference(predictions[index], others[index]) < 1e-5 * head.scale, "\(head.label)")
    }
  }

  @Test("a row of weight 2 is as two rows, and one of weight 0 as none")
  func rowWeights() throws {
    // Replicates of all combinations of four signs: any number of them has mean 0 and deviation 1.
    func replicate(_ numbers: [Int]) -> Dataset {
      let rows = numbers.flatMap { number in (0..<16).map { (number, $0) } }
      func sign(_ row: Int, _ bit: Int) -> Float { row >> bit & 1 == 1 ? 1 : -1 }
      let features = (0..<4).map { bit in
        Column(name: "x\(bit)", values: .numeric(Numbers(rows.map { sign($0.1, bit) })))
      }
      let noise: [Float] = rows.map { number, row in Float((7 * row + 5 * number) % 11) / 11 }
      let sum = zip(rows, noise).map { sign($0.0.1, 0) + 0.5 * sign($0.0.1, 2) + $0.1 }
      return Dataset(
        rowCount: rows.count,
        columns: features + [
          Column(name: "y_sum", values: .numeric(Numbers(sum))),
          Column(name: "y_sign", values: .numeric(Numbers(sum.map { $0 > 0.3 ? 1 : Float(0) }))),
        ])
    }
    let weights =
      [Float](repeating: 1, count: 16) + .init(repeating: 2, count: 16)
      + .init(repeating: 0, count: 16)
    let weighted = try ExampleTable(
      replicate([0, 1, 2]), rowWeights: weights, part: { _ in .train })
    let repeated = try ExampleTable(replicate([0, 1, 1]), part: { _ in .train })
    let plain = try ExampleTable(replicate([0, 1, 2]), part: { _ in .train })
    let configuration = TrainingConfiguration.fullBatchDescent(epochs: 30, rate: 0.05)
    let expected = try repeated.fit(configuration, "prior").parameters
    let found = try weighted.fit(configuration, "prior").parameters
    #expect(greatestDifference(found, expected) < 1e-5)
    let other = try plain.fit(configuration, "prior").parameters
    #expect(greatestDifference(other, expected) > 1e-3)
  }
}

/// The greatest difference between numbers in the same places.
func greatestDifference<Number: BinaryFloatingPoint>(_ a: [Number], _ b: [Number]) -> Double {
  precondition(a.count == b.count, "as many numbers")
  return zip(a, b).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
}
