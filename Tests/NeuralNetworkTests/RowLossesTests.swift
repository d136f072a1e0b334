import Datasets
import LinearAlgebra
import Losses
import NeuralNetwork
import Testing

struct RowLossesTests {
  private static let configurations = [
    NetworkConfiguration(hidden: [5], dropout: 0),
    NetworkConfiguration(hidden: [5], dropout: 0, members: 2),
  ]

  @Test(
    "of each label the rows' losses have the batch's mean under the rows' weights",
    arguments: configurations, [false, true])
  func means(configuration: NetworkConfiguration, weighted: Bool) throws {
    let tasks = Example.tasks + [try Example.logCosh()]
    let example = Example(
      configuration, tasks: tasks, rowCount: 70, weighted: weighted, seed: 21)
    let (pass, _) = example.forward(gradients: .none, threads: 2)
    // The last label first.
    let places = Array(tasks.indices.reversed())
    var losses = places.map { _ in [Double]() }
    var first = 0
    pass.forEachOutput { outputs in
      example.network.appendRowLosses(
        of: places, from: outputs, batch: pass.batch, first: first, to: &losses)
      first += outputs.rows
    }
    for (place, losses) in zip(places, losses) {
      try #require(losses.count == 70)
      var (sum, weight) = (0.0, 0.0)
      for (row, loss) in zip(example.rows, losses) {
        #expect(loss.isNaN == row.targets[place].isNaN)
        guard !row.targets[place].isNaN else { continue }
        sum += row.weight * loss
        weight += row.weight
      }
      let mean = pass.labelLosses[place]
      #expect(abs(sum / weight - mean) <= 1e-12 * mean, "\(tasks[place].name)")
    }
  }

  @Test("what predictions cost in each row adds up to what they cost together")
  func predictions() {
    let head = HeadConfiguration(
      label: Label(name: "y", kind: .regression, loss: .squaredError), location: 10, scale: 4,
      prior: [10])
    // The labels are 14, none, 10 and 18; the third row counts for nothing.
    let loss = PredictionLoss(head, targets: [1, .nan, 0, 2], weights: [1, 5, 0, 2])
    let rows = loss.ofRows([11, 99, 11, 16])
    #expect(rows[1].isNaN && rows[2].isNaN)
    #expect(abs(rows[0] - 9) < 1e-5)
    #expect(abs(rows[3] - 4) < 1e-5)
    let sum = rows[0] + 2 * rows[3]
    #expect(abs(loss.sum([11, 99, 11, 16]) - sum) < 1e-9)
  }

  @Test("what the constant costs in each row is its distance to the label")
  func constant() {
    let head = HeadConfiguration(
      label: Label(name: "y", kind: .regression, loss: .absoluteError), location: 10, scale: 4,
      prior: [10])
    let targets: [Float] = [1, .nan, -2, 0, 0.5]
    let losses = head.constantLosses(
      targets, weights: [1, 1, 3, 0, 2], rows: [4, 1, 2, 3])
    #expect(losses[0] == 2 && losses[1].isNaN && losses[2] == 8 && losses[3].isNaN)
    let mean = head.constantLoss(targets, weights: [1, 1, 3, 0, 2], rows: [4, 1, 2, 3])
    #expect(mean.rows == 2 && mean.weight == 5)
    #expect(mean.mean == 28 / 5.0)
    #expect(mean.largestShare == 24 / 28.0)
  }
}
