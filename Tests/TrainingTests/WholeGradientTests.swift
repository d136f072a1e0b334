import Balancing
import Datasets
import Statistics
import Testing
import Training

/// Training under schemes that read whole gradients, or those of three parts of each batch.
struct WholeGradientTests {
  static let schemes = ["db-mtl", "excess", "moco", "graddrop", "sdmgrad-stochastic"]

  @Test("every label is learnt, and the gradients are summed up", arguments: schemes)
  func learning(scheme: String) throws {
    let table = try ExampleTable(
      .synthetic(rows: 900).replacing("y_rare") { row, _ in row % 2 == 0 ? Double(row % 5) : .nan })
    var configuration = TrainingConfiguration.small(epochs: 12, batchSize: 60)
    configuration.learningRate = 1e-2
    let history = try table.fit(configuration, scheme).history
    let last = try #require(history.epochs.last)
    for name in ["y_near", "y_sign", "y_class", "y_events"] {
      let task = try table.task(name)
      let loss = try #require(last.validationLosses[task])
      #expect(loss < 0.8 * table.data.statistics[task].priorLoss, "\(name): \(loss)")
    }
    let summary = try #require(last.gradients)
    #expect(summary.norms.allSatisfy { $0 > 0 && $0.isFinite } && summary.pairs.count == 10)
  }

  @Test("sign dropout that lets everything through is the mean of the gradients, up to a factor")
  func leakingDropout() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    let mean = try table.fit(.small(), "cagrad:0").parameters
    // Adam does not see the factor.
    #expect(try greatestDifference(table.fit(.small(), "graddrop:1").parameters, mean) < 1e-3)
    #expect(try greatestDifference(table.fit(.small(), "graddrop").parameters, mean) > 1e-3)
  }

  @Test("a task that is not in every part of a batch is absent from the step")
  func absentFromPart() throws {
    let dataset = Dataset.synthetic(rows: 300)
    var labelled = 0
    let rare = dataset.replacing("y_near") { row, label in
      // Two rows, so that one part of three is without.
      guard ExampleTable.fixedPart(row: row) == .train, !label.isNaN, labelled < 2 else {
        return .nan
      }
      labelled += 1
      return label
    }
    let table = try ExampleTable(rare)
    let configuration = TrainingConfiguration.fullBatchDescent(epochs: 3, rate: 0.05)
    let result = try table.fit(configuration, "sdmgrad-stochastic")
    let near = try table.task("y_near")
    for epoch in result.history.epochs {
      #expect(epoch.weights[near] == 0)
      let loss = try #require(epoch.trainingLosses[near])
      #expect(abs(loss / table.data.statistics[near].priorLoss - 1) < 1e-5)
      #expect(
        epoch.weights.enumerated().allSatisfy { ($1 != 0) == ($0 != near) || epoch.number == 1 })
    }
  }

  @Test("a batch with fewer rows than parts is an error, unless it is an epoch's remainder")
  func smallBatches() throws {
    // 60 training rows.
    let table = try ExampleTable(.synthetic(rows: 100))
    let error = TrainingError.batchTooSmall(scheme: "sdmgrad-stochastic", rows: 2, parts: 3)
    #expect(throws: error) {
      try table.fit(.small(batchSize: 2), "sdmgrad-stochastic")
    }
    #expect(error.description.contains("a batch has 2 rows"))
    let history = try table.fit(.small(batchSize: 29), "sdmgrad-stochastic").history
    #expect(history.epochs.count == 3)
  }
}
