import Equipoise
import Foundation
import Testing

struct PackExperimentTests {
  private static let x = (0..<600).map { Double($0 % 151) / 40 - 2 }
  private static let columns: [Column] = [
    .numbers("x", x), .numbers("y", x.map { 3 * $0 - 2 }),
    .texts("isHigh", x.map { $0 > 1 ? "yes" : "no" }),
  ]

  private func experiment(_ balance: String = "prior") throws -> Experiment {
    var experiment = try Experiment(labels: ["y", "isHigh:binary"], balance: balance)
    experiment.threads = 2
    experiment.adjust = {
      $0.network.hidden = [12]
      $0.epochs = 12
    }
    return experiment
  }

  @Test("a pack trained on arrays predicts, and comes back from its file")
  func file() throws {
    let outcome = try experiment().trainPack(
      of: 3, on: Dataset(Self.columns), given: [.hidden])
    #expect(outcome.records.count == 3)
    #expect(outcome.test.allSatisfy { $0.skill ?? 0 > 0.4 }, "a constant has 0")
    let path = FileManager.default.temporaryDirectory.appending(path: "pack-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try outcome.pack.save(to: path)
    let rows = try Dataset([.numbers("x", [-1.5, 1.5])])
    let predictions = try outcome.pack.predict(on: rows)
    let numbers = try #require(predictions.numbers(of: "y"))
    #expect(numbers[0] < numbers[1])
    #expect(
      try ModelPack(contentsOf: path).predict(on: rows).numbers(of: "y") == numbers)
    let intervals = try outcome.pack.predict(on: rows, interval: 0.9).intervals(of: "y")
    #expect(intervals?.count == 2 && intervals?.allSatisfy { $0.upperBound.isFinite } == true)
    #expect(
      try ModelPack(contentsOf: path).predict(on: rows, interval: 0.9).intervals(of: "y")
        == intervals)
    #expect(throws: ModelReadingError.self) { _ = try MultiTaskModel(contentsOf: path) }
    let alone = outcome.pack.members[0].model
    try alone.save(to: path)
    #expect(throws: ModelReadingError.self) { _ = try ModelPack(contentsOf: path) }
  }

  /// The first task weighs twice what the other does.
  private struct Thirds: LossWeighting {
    var state: [Double] = []

    func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
      for (index, task) in losses.tasks.enumerated() { weights[index] = task == 0 ? 2 / 3 : 1 / 3 }
    }
  }

  @Test("the first model is that of training without a pack, under a scheme of one's own as well")
  func ownScheme() throws {
    var experiment = try Experiment(
      labels: ["y", "isHigh:binary"],
      scheme: SchemeRequest(named: "thirds", evidence: .losses) { _ in .losses(Thirds()) })
    experiment.adjust = {
      $0.network.hidden = [6]
      $0.epochs = 2
    }
    let alone = try experiment.train(on: Dataset(Self.columns))
    let pack = try experiment.trainPack(of: 1, on: Dataset(Self.columns))
    #expect(pack.pack.members[0].model.snapshots == alone.model.snapshots)
    #expect(pack.pack.members[0].model.description.balance == "thirds")
  }
}
