import Balancing
import Datasets
import Foundation
import Testing
import Training

struct TrainingObserverTests {
  private let trainer: Trainer
  private let table: ExampleTable

  init() throws {
    table = try ExampleTable(.synthetic(rows: 300))
    trainer = Trainer(
      .small(epochs: 4), scheme: try SchemeCatalogue.parse("upgrad"),
      taskWeights: table.data.heads.map { _ in 1 }, threads: 1)
  }

  private func fit(measuringMetrics: Bool) throws -> Trainer.Result {
    var observer = TrainingObserver()
    observer.measuresMetrics = measuringMetrics
    return try trainer.fit(table.data, observer: observer)
  }

  @Test("an epoch's metrics are those that its parameters have on the validation rows")
  func metrics() throws {
    let result = try fit(measuringMetrics: true)
    let best = result.history.epochs[result.history.bestEpoch - 1]
    let evaluated = table.model(result.parameters, network: trainer.configuration.network)
      .evaluate(table.data.table, rows: table.data.split.validation, threads: 1)
    #expect(best.validationMetrics == evaluated.map(\.metrics))
    // Summed up batch by batch there, row by row here.
    for (loss, expected) in zip(best.validationLosses, evaluated.map(\.loss)) {
      let (loss, expected) = (try #require(loss), try #require(expected))
      #expect(abs(loss - expected) <= 1e-12 * expected)
    }
    let values = result.history.epochs.map { $0.validationMetrics?.flatMap(\.entries) ?? [] }
    #expect(values.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.value != nil } })
    #expect(values[0] != values[3])
  }

  @Test("measuring them changes nothing else, and unless they are asked for there are none")
  func withoutMetrics() throws {
    let (with, without) = (try fit(measuringMetrics: true), try fit(measuringMetrics: false))
    #expect(with.parameters == without.parameters)
    #expect(without.history.epochs.allSatisfy { $0.validationMetrics == nil })
    func rest(_ result: Trainer.Result) -> [History.Epoch] {
      result.history.epochs.map {
        var epoch = $0
        (epoch.validationMetrics, epoch.seconds) = (nil, 0)
        return epoch
      }
    }
    #expect(rest(with) == rest(without))
    // What is written without them has no trace of them, as before there were any.
    let text = String(decoding: try JSONEncoder().encode(without.history), as: UTF8.self)
    #expect(!text.contains("validationMetrics"))
    let written = try JSONEncoder().encode(with.history)
    #expect(try JSONDecoder().decode(History.self, from: written) == with.history)
  }

  @Test("who follows a run sees its history at the start and after each epoch, and may end it")
  func follow() throws {
    var (seen, saved): ([History], [TrainingCheckpoint]) = ([], [])
    var observer = TrainingObserver()
    observer.interval = .epochs(1)
    observer.follow = { seen.append($0) }
    observer.save = { saved.append($0) }
    let history = try trainer.fit(table.data, observer: observer).history
    #expect(seen.map(\.epochs.count) == [0, 1, 2, 3, 4])
    #expect(seen.last == history)
    seen = []
    _ = try trainer.fit(table.data, from: saved[1], observer: observer)
    #expect(seen.map(\.epochs.count) == [2, 3, 4])

    struct Full: Error {}
    observer.follow = { if $0.epochs.count == 2 { throw Full() } }
    saved = []
    #expect(throws: Full.self) { try trainer.fit(table.data, observer: observer) }
    // What was saved before is there to go on from.
    #expect(saved.map(\.state.history.epochs.count) == [1])
  }

  @Test("a checkpoint without an epoch's metrics goes on, one with those of other tasks does not")
  func checkpoints() throws {
    var saved: [TrainingCheckpoint] = []
    var observer = TrainingObserver()
    observer.interval = .epochs(1)
    observer.save = { saved.append($0) }
    let whole = try trainer.fit(table.data, observer: observer)
    observer.measuresMetrics = true
    var checkpoint = saved[1]
    let result = try trainer.fit(table.data, from: checkpoint, observer: observer)
    #expect(result.parameters == whole.parameters)
    #expect(
      result.history.epochs.map { $0.validationMetrics != nil } == [false, false, true, true])

    checkpoint.state.history = try damaged(result.history)
    let error = try #require(throws: TrainingError.self) {
      try trainer.fit(table.data, from: checkpoint)
    }
    #expect("\(error)".contains("its history contradicts itself"))
  }

  /// A history whose last epoch has the metrics of one task only.
  private func damaged(_ history: History) throws -> History {
    var epochs = history.epochs
    epochs[3].validationMetrics?.removeLast(table.data.heads.count - 1)
    return History(tasks: history.tasks, epochs: epochs, bestEpoch: history.bestEpoch)
  }
}
