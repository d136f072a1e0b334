import Balancing
import Datasets
import Foundation
import Testing
import Training

@Suite("Tasks have epochs of their own where these are clearly better")
struct OwnEpochsTests {
  private func gain(_ task: Int, _ epoch: Int, _ mean: Double, _ error: Double) -> OwnEpochs.Gain {
    OwnEpochs.Gain(task: task, epoch: epoch, mean: mean, standardError: error)
  }

  @Test("a gain of no more than its standard error is none")
  func chance() {
    #expect(
      OwnEpochs(common: 3, taskCount: 2, gains: [gain(0, 5, 1, 1), gain(1, 4, -2, 0.5)]) == nil)
    let own = OwnEpochs(common: 3, taskCount: 2, gains: [gain(1, 5, 1.01, 1)])
    #expect(own?.epochs == [3, 5])
    #expect(own?.ofTasks == [3, 5])
  }

  @Test("of more epochs than a model has, the clearest are kept, with all tasks that have them")
  func many() throws {
    // Tasks 0 to 8 in epochs 10 to 18, in rising clearness; tasks 9 and 10 share two of them.
    let gains =
      (0..<9).map { gain($0, 10 + $0, 2 + Double($0), 1) } + [
        gain(9, 18, 1.5, 1), gain(10, 10, 1.5, 1),
      ]
    let own = try #require(OwnEpochs(common: 3, taskCount: 11, gains: gains))
    #expect(own.epochs == [3, 18, 17, 16, 15, 14])
    #expect(own.ofTasks == [3, 3, 3, 3, 14, 15, 16, 17, 18, 18, 3])
  }

  @Test("gains and standard errors are those of the differences row by row")
  func rows() throws {
    // Two labels of one task that is the mean over cells, of which some are missing.
    let common: [[Double]] = [[3, 1, .nan, 2], [.nan, 4, .nan, 1]]
    let own: [[Double]] = [[1, 2, .nan, 2], [.nan, 1, .nan, 0.5]]
    let gain = try #require(
      OwnEpochs.Gain(task: 0, epoch: 2, common: common[...], own: own[...], divisors: [5, 5]))
    let differences = [2, -1 + 3, 0.5].map { $0 / 5 }
    let mean = differences.reduce(0, +) / 3
    let variance = differences.reduce(0) { $0 + pow($1 - mean, 2) } / 2
    #expect(abs(gain.mean - (11.0 - 6.5) / 5) < 1e-12)
    #expect(abs(gain.standardError - 3 * (variance / 3).squareRoot()) < 1e-12)
    #expect(
      OwnEpochs.Gain(task: 0, epoch: 2, common: [[1, .nan]], own: [[0, .nan]], divisors: [1]) == nil
    )
  }

  @Test("a model predicts each task from its epoch, as that left it")
  func model() throws {
    let table = try ExampleTable(.synthetic(rows: 150))
    var configuration = TrainingConfiguration.small(epochs: 12, batchSize: 20)
    configuration.ownEpochs = true
    var after: [Int: [Float]] = [:]
    var observer = TrainingObserver()
    observer.interval = .epochs(1)
    observer.save = { checkpoint in
      after[checkpoint.state.history.epochs.count] = checkpoint.parameters
    }
    let result = try Trainer(
      configuration, scheme: SchemeCatalogue.parse("prior"),
      taskWeights: table.data.heads.map { _ in 1 }, threads: 1
    ).fit(table.data, observer: observer)
    let own = try #require(result.ownEpochs)
    #expect(own.epochs[0] == result.history.bestEpoch && own.epochs.count > 1)
    #expect(result.snapshots == own.epochs.compactMap { after[$0] })
    #expect(result.history.taskEpochs == own.ofTasks)

    let model = MultiTaskModel(
      description: table.data.description(
        configuration.network, balance: "prior", reading: ReadingOptions()), result: result)
    let evaluations = model.evaluate(
      table.data.table, rows: table.data.split.validation, threads: 1)
    let predictions = model.predictions(for: table.dataset, threads: 1)
    for (task, departure) in own.departures.enumerated() {
      let epochs = result.history.epochs
      let loss = try #require(epochs[own.ofTasks[task] - 1].validationLosses[task])
      #expect(abs(try #require(evaluations[task].loss) - loss) <= 1e-6 * loss)
      let alone = table.model(result.snapshots[own.snapshots[task]], network: configuration.network)
      #expect(predictions[task] == alone.predictions(for: table.dataset, threads: 1)[task])
      guard let departure else { continue }
      let common = try #require(epochs[own.epochs[0] - 1].validationLosses[task])
      #expect(abs(common - loss - departure.gain) <= 1e-6 * common)
      #expect(departure.gain > departure.standardError)
      #expect(epochs.allSatisfy { $0.validationLosses[task] ?? .infinity >= loss })
    }
  }

  @Test("without the option all tasks have the common epoch")
  func off() throws {
    let result = try ExampleTable(.synthetic(rows: 150)).fit(.small(epochs: 12), "prior")
    #expect(result.ownEpochs == nil && result.snapshots.count == 1)
    #expect(result.history.taskEpochs == nil)
  }
}
