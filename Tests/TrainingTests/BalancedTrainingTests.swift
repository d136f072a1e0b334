import Datasets
import NeuralNetwork
import Optimizers
import Statistics
import Testing
import Training

/// What balancing is for: that units do not decide what is learnt.
struct BalancedTrainingTests {
  /// How far the predictions of the tasks but one move, in units of their labels' deviations, when
  /// the labels of that one are given in another unit.
  private func effect(
    ofRescaling label: String, in dataset: Dataset, _ scheme: String
  ) throws -> Double {
    let configuration = TrainingConfiguration.small(epochs: 3, batchSize: 256, dropout: 0.1)
    let table = try ExampleTable(dataset)
    let rescaled = try ExampleTable(dataset.replacing(label) { 1024 * $1 })
    let task = try table.task(label)
    let factor = rescaled.data.heads[task].scale / table.data.heads[task].scale
    #expect(abs(factor - 1024) < 1e-6)
    let before = try table.predictions(configuration, scheme)
    let after = try rescaled.predictions(configuration, scheme)
    return before.indices.filter { $0 != task }.map {
      greatestDifference(before[$0], after[$0]) / table.data.heads[$0].scale
    }.max() ?? 0
  }

  private static let invariant = ["prior", "initial", "realtime", "unit-gradient", "db-mtl"]

  @Test("the unit of a label does not matter to the others", arguments: invariant)
  func units(scheme: String) throws {
    #expect(try effect(ofRescaling: "y_near", in: .synthetic(rows: 1000), scheme) < 1e-5)
    #expect(try effect(ofRescaling: "y_temp", in: ExampleTable.weather(), scheme) < 1e-5)
  }

  @Test("under equal weights it does")
  func unitsUnderEqualWeights() throws {
    #expect(try effect(ofRescaling: "y_near", in: .synthetic(rows: 1000), "equal") > 1e-3)
    #expect(try effect(ofRescaling: "y_temp", in: ExampleTable.weather(), "equal") > 1e-3)
  }

  /// An optimizer, and the greatest part of the skill that equal weights may keep.
  struct Starvation: Sendable {
    let optimizer: OptimizerConfiguration
    let rate: Double
    let clip: Double?
    let remainder: Double
  }

  // The loan's amount has all but 10⁻⁶ of the summed losses. A clipped gradient leaves the others
  // next to nothing. Adam scales each parameter's step by itself, so that their heads learn still,
  // but only from what the shared layers found of use for the amount.
  static let starvations = [
    Starvation(optimizer: .sgd(momentum: 0.9), rate: 0.02, clip: 1, remainder: 0.3),
    Starvation(optimizer: .standard, rate: 1e-3, clip: nil, remainder: 0.85),
  ]

  @Test(
    "beside a label of large numbers the others starve under equal weights, not under prior",
    .enabled(if: ExampleTable.sharedIsPresent), arguments: [0, 1, 2], starvations)
  func starvation(seed: UInt64, _ expected: Starvation) throws {
    let table = try ExampleTable(shared: "loans")
    let shares = TaskStatistics.equalWeightShares(table.data.taskStatistics)
    #expect(try shares[table.task("y_loan_amount")] > 1 - 1e-6)
    func skill(_ scheme: String) throws -> Double {
      var configuration = TrainingConfiguration.small(
        epochs: 10, batchSize: 256, dropout: 0.1, seed: seed)
      configuration.network.hidden = [64]
      configuration.optimizer = expected.optimizer
      configuration.learningRate = expected.rate
      configuration.clip = expected.clip
      let result = try table.fit(configuration, scheme)
      let tasks = table.model(result.parameters, network: configuration.network)
        .evaluate(table.data.table, rows: table.data.split.test, threads: 1)
      let small = tasks.filter { $0.name != "y_loan_amount" }.compactMap(\.skill)
      #expect(small.count == 5)
      return small.reduce(0, +) / 5
    }
    let (equal, prior) = (try skill("equal"), try skill("prior"))
    #expect(prior > 0.05 && equal < expected.remainder * prior, "\(equal), \(prior)")
  }
}
