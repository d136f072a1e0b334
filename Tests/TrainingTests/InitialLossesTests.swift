import Balancing
import Datasets
import Losses
import NeuralNetwork
import Statistics
import Testing
import Training

/// The labels of a table and their losses.
struct LossCase: CustomTestStringConvertible, Sendable {
  let table: String
  let loss: LossRequest?
  let counts: Bool

  var testDescription: String {
    "\(table), \(counts ? "counts" : loss.map(\.text) ?? "usual losses")"
  }

  static let all =
    ExampleTable.shared.map { LossCase(table: $0, loss: nil, counts: false) }
    + ExampleTable.shared.filter { $0 != "yeast" }.flatMap { table in
      ["absolute", "huber", "huber=0.5", "quantile=0.9"].map {
        LossCase(table: table, loss: LossRequest($0), counts: false)
      }
    } + [LossCase(table: "solar_flare", loss: nil, counts: true)]

  func prepared() throws -> PreparedData {
    try ExampleTable(
      shared: table, labels: .init(regressionLoss: loss, countsNumbers: counts)
    ).data
  }
}

@Suite(.enabled(if: ExampleTable.sharedIsPresent))
struct InitialLossesTests {
  private func trainer(
    _ initialisation: HeadInitialisation, scheme: String = "equal", tasks: Int
  ) throws -> Trainer {
    var configuration = TrainingConfiguration()
    configuration.network = NetworkConfiguration(
      hidden: [8], dropout: 0.5, headInitialisation: initialisation)
    configuration.epochs = 1
    configuration.batchSize = 1500
    return Trainer(
      configuration, scheme: try SchemeCatalogue.parse(scheme),
      taskWeights: Array(repeating: 1, count: tasks), threads: 2)
  }

  private func expectAgreement(
    _ found: [Double], _ expected: [Double], _ data: PreparedData,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (task, pair) in zip(data.schema.labels, zip(found, expected)) {
      #expect(
        abs(pair.0 - pair.1) <= 1e-5 * pair.1, "\(task.name): \(pair)",
        sourceLocation: sourceLocation)
    }
    #expect(found.count == expected.count)
  }

  @Test("an untrained network's loss is the prior loss of the labels", arguments: LossCase.all)
  func priorHeads(_ example: LossCase) throws {
    let data = try example.prepared()
    let losses = try trainer(.prior, tasks: data.heads.count).untrainedLosses(data)
    expectAgreement(losses, data.statistics.map(\.priorLoss), data)
  }

  @Test("with heads of zero it is the theoretical initial loss", arguments: LossCase.all)
  func zeroHeads(_ example: LossCase) throws {
    let data = try example.prepared()
    let losses = try trainer(.zero, tasks: data.heads.count).untrainedLosses(data)
    expectAgreement(losses, data.statistics.map(\.initialLoss), data)
  }

  @Test(
    "measured over batches of all rows it is the same, and the weights are its inverse",
    arguments: LossCase.all.filter { $0.loss == nil })
  func measured(_ example: LossCase) throws {
    let data = try example.prepared()
    let trainer = try trainer(.zero, scheme: "initial:8", tasks: data.heads.count)
    #expect(8 * 1500 >= data.split.train.count)
    let weights = try trainer.fit(data).history.epochs[0].weights
    expectAgreement(weights.map { 1 / $0 }, data.statistics.map(\.initialLoss), data)
  }
}
