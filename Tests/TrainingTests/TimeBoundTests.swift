import Balancing
import Datasets
import Testing
import Training

struct TimeBoundTests {
  private func bound(
    patience: Int?, done: Double = 0, bestEpoch: Int = 0
  ) -> TimeBound {
    TimeBound(
      epochs: 60, stepsPerEpoch: 78, secondsPerEpoch: 0.5, patience: patience, done: done,
      bestEpoch: bestEpoch)
  }

  @Test("a run takes all epochs at the most, and no fewer than patience waits after the first")
  func whole() {
    #expect(bound(patience: 10).seconds == 5.5...30)
    #expect(bound(patience: 59).seconds == 30...30)
    #expect(bound(patience: 1500).seconds == 30...30)
    #expect(bound(patience: nil).seconds == 30...30)
  }

  @Test("on its way it takes what is left, and patience counts from the best epoch")
  func onItsWay() {
    // Half of the 21st epoch is done; the 15th was the best, so that the 25th may be the last.
    #expect(bound(patience: 10, done: 20.5, bestEpoch: 15).seconds == 2.25...19.75)
    #expect(bound(patience: 10, done: 25, bestEpoch: 15).seconds == 0...17.5)
    #expect(bound(patience: 10, done: 60, bestEpoch: 58).seconds == 0...0)
  }

  /// What a run says of its time as it goes on.
  private func bounds(
    _ configuration: TrainingConfiguration, _ table: ExampleTable
  ) throws -> [TimeBound] {
    let trainer = Trainer(
      configuration, scheme: try SchemeCatalogue.parse("equal"),
      taskWeights: table.data.heads.map { _ in 1 }, threads: 1)
    var (told, observer): ([TimeBound], TrainingObserver) = ([], TrainingObserver())
    observer.progress = { told.append($0.time) }
    _ = try trainer.fit(table.data, observer: observer)
    return told
  }

  @Test("a run tells of its own epochs, steps and patience, and in the end nothing is left")
  func told() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    var configuration = TrainingConfiguration.small(epochs: 3, batchSize: 50)
    configuration.patience = 2
    let told = try bounds(configuration, table)
    let steps = (table.data.split.train.count + 49) / 50
    #expect(told.count >= 3)
    #expect(told.allSatisfy { $0.epochs == 3 && $0.stepsPerEpoch == steps && $0.patience == 2 })
    #expect(told.allSatisfy { $0.secondsPerEpoch > 0 && $0.secondsPerEpoch.isFinite })
    #expect(told.last?.seconds == 0...0)
  }

  @Test("without validation rows nothing ends a run early")
  func withoutValidation() throws {
    let table = try ExampleTable(.synthetic(rows: 60)) { _ in .train }
    var configuration = TrainingConfiguration.small(epochs: 2)
    configuration.patience = 1
    // One step an epoch: the first has nothing before it to be told by but itself.
    let told = try bounds(configuration, table)
    #expect(told.allSatisfy { $0.patience == nil && $0.secondsPerEpoch.isFinite })
  }
}
