import Balancing
import Datasets
import LinearAlgebra
import NeuralNetwork
import Testing
import ThreadRanks
import Training

/// Training by several ranks, which are threads here.
struct RankedTrainingTests {
  /// One for each kind of evidence that schemes read, and each scope of inner products.
  static let schemes = [
    "prior", "realtime", "mgda", "upgrad", "gradnorm", "dwa", "pcgrad", "db-mtl", "graddrop",
    "sdmgrad-stochastic", "famo", "imtl-g",
  ]
  static let sharings: [(Sharing, members: Int)] = [
    (.all, 1), (.all, 4), (.towers, 1), (.towers, 2), (.adapters, 1), (.experts(count: 2), 1),
    (.cgc(count: 2), 1), (.separate, 1),
  ]

  private func fit(
    _ table: ExampleTable, _ configuration: TrainingConfiguration, _ scheme: String, ranks: Int,
    modifiers: BalanceModifiers = BalanceModifiers(), threads: Int = 1
  ) throws -> [Trainer.Result] {
    try ThreadRanks.run(ranks) { ranks in
      var trainer = Trainer(
        configuration, scheme: try SchemeCatalogue.parse(scheme),
        taskWeights: table.data.heads.map { _ in 1 }, modifiers: modifiers, primary: 0,
        threads: threads)
      trainer.ranks = ranks
      return try trainer.fit(table.data)
    }
  }

  private func configuration(shards: Int = 4) -> TrainingConfiguration {
    // 180 training rows: the last batch of an epoch has fewer than others.
    var configuration = TrainingConfiguration.small(epochs: 2, batchSize: 50, dropout: 0.2, seed: 3)
    configuration.shards = shards
    return configuration
  }

  @Test("every rank has the same bytes, those of one rank", arguments: schemes)
  func sameUnder(scheme: String) throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    try expectSame(table, configuration(), scheme)
  }

  @Test("in every way of sharing", arguments: sharings, ["prior", "upgrad"])
  func sameBy(sharing: (Sharing, members: Int), scheme: String) throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    var configuration = configuration()
    configuration.network.hidden = [12, 8]
    configuration.network.sharing = sharing.0
    configuration.network.towers = sharing.0 == .towers ? [4] : []
    configuration.network.members = sharing.members
    configuration.network.linearPath = true
    configuration.network.layerNorm = sharing.members > 1
    // Separate networks have nothing that gradients would be of.
    if sharing.0 == .separate && scheme == "upgrad" { return }
    try expectSame(table, configuration, scheme)
  }

  @Test(
    "with estimates of inner products, and over any scope",
    arguments: ["sketch:4", "representation", "lastShared"], [1, 3])
  func scopes(form: String, members: Int) throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    var configuration = configuration()
    configuration.network.hidden = [12, 8]
    configuration.network.members = members
    configuration.network.layerNorm = true
    var modifiers = BalanceModifiers()
    switch form {
    case "sketch:4": modifiers.gramian = .sketch(columns: 4)
    case "representation": modifiers.scope = .representation
    default: modifiers.scope = .lastShared
    }
    try expectSame(table, configuration, "mgda", modifiers: modifiers)
  }

  private func expectSame(
    _ table: ExampleTable, _ configuration: TrainingConfiguration, _ scheme: String,
    modifiers: BalanceModifiers = BalanceModifiers(), ranks counts: [Int] = [2, 3, 4]
  ) throws {
    let alone = try fit(table, configuration, scheme, ranks: 1, modifiers: modifiers)[0]
    #expect(alone.parameters.allSatisfy { $0.isFinite })
    for ranks in counts {
      for result in try fit(
        table, configuration, scheme, ranks: ranks, modifiers: modifiers, threads: 2)
      {
        #expect(result.parameters == alone.parameters, "\(ranks) ranks")
        let epochs = zip(result.history.epochs, alone.history.epochs)
        #expect(
          epochs.allSatisfy {
            $0.weights == $1.weights && $0.trainingLosses == $1.trainingLosses
              && $0.validationLosses == $1.validationLosses
          })
      }
    }
  }

  @Test("large layers are sent by themselves", arguments: ["prior", "upgrad"])
  func overlap(scheme: String) throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    var configuration = configuration(shards: 2)
    configuration.network.hidden = [300, 300, 20]
    // More slices than go back one by one.
    configuration.sliceRows = 4
    configuration.epochs = 1
    try expectSame(table, configuration, scheme, ranks: [2])
    let exchanges = try ThreadRanks.run(2) { [configuration] ranks -> Int in
      var trainer = Trainer(
        configuration, scheme: try SchemeCatalogue.parse(scheme),
        taskWeights: table.data.heads.map { _ in 1 }, threads: 1)
      trainer.ranks = ranks
      _ = try trainer.fit(table.data)
      return (ranks as? ThreadRanks)?.exchangeCount ?? 0
    }
    // Four steps, each of the second layer with the third, the first one, and the heads.
    #expect(exchanges == [12, 12])
  }

  @Test("shards change how sums are rounded, and nothing else", arguments: schemes)
  func rounding(scheme: String) throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    // One step: what schemes make of rounding grows from step to step.
    var configuration = configuration()
    configuration.epochs = 1
    configuration.batchSize = 1000
    let sharded = try fit(table, configuration, scheme, ranks: 1)[0]
    configuration.shards = 1
    let whole = try fit(table, configuration, scheme, ranks: 1)[0]
    let (epoch, expected) = (sharded.history.epochs[0], whole.history.epochs[0])
    for case (let a?, let b?) in zip(epoch.trainingLosses, expected.trainingLosses) {
      #expect(abs(a - b) <= 1e-6 * abs(b))
    }
    #expect(epoch.weights.count == expected.weights.count)
    for (a, b) in zip(epoch.weights, expected.weights) {
      #expect(abs(a - b) <= 1e-3 * abs(b) + 1e-6)
    }
  }

  @Test("ranks share the validation rows, and have the losses of all of them")
  func validation() throws {
    let table = try ExampleTable(.synthetic(rows: 3000))
    var configuration = configuration(shards: 3)
    // Of eight members 256 rows are a batch: 600 validation rows are three.
    configuration.network.members = 8
    configuration.network.hidden = [8]
    configuration.batchSize = 600
    configuration.epochs = 1
    #expect(table.data.split.validation.count > 512)
    try expectSame(table, configuration, "prior", ranks: [2, 3])
  }

  @Test("more shards than rows of a batch are no matter")
  func fewRows() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    var configuration = configuration(shards: 8)
    configuration.batchSize = 3
    configuration.epochs = 1
    for scheme in ["prior", "upgrad"] { try expectSame(table, configuration, scheme) }
  }

  @Test("ranks end together when one is asked to, after the same step")
  func interruption() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    let configuration = configuration()
    let ends = try ThreadRanks.run(3) { ranks -> String in
      var trainer = Trainer(
        configuration, scheme: try SchemeCatalogue.parse("prior"),
        taskWeights: table.data.heads.map { _ in 1 }, threads: 1)
      trainer.ranks = ranks
      var observer = TrainingObserver()
      var asked = 0
      observer.isInterrupted = {
        asked += 1
        return ranks.rank == 1 && asked == 3
      }
      do {
        _ = try trainer.fit(table.data, observer: observer)
        return "complete"
      } catch TrainingError.interrupted(let epoch, let step, _) {
        return "epoch \(epoch), step \(step ?? -1)"
      }
    }
    #expect(ends == Array(repeating: "epoch 1, step 3", count: 3))
  }
}
