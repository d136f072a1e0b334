import Datasets
import Losses
import Statistics
import Testing

@Suite("Statistics of tasks")
struct TaskStatisticsTests {
  /// The statistics of some regressions under squared error as one task.
  private func task(
    _ reduction: LabelReduction, _ columns: [[Double]], weights: [Float]? = nil
  ) throws -> TaskStatistics {
    let labels = try columns.enumerated().map { index, values in
      try LabelStatistics(
        label: LabelRequest(
          name: "y\(index)", kind: .regression, loss: LossRequest(.squaredError)),
        values: values, weights: weights)
    }
    return TaskStatistics(
      PredictionTask(name: "y", labels: labels.map(\.label), reduction: reduction), labels)
  }

  @Test("the sum of squared errors has the total variance as its prior loss")
  func totalVariance() throws {
    // Variances 1, 4 and 9; mean squares 1 + 0, 4 + 9 and 9 + 1.
    let vector = try task(.sum, [[-1, 1], [1, 5], [-2, 4]])
    #expect(vector.priorLoss == 14 && vector.initialLoss == 24)
  }

  @Test("the mean is over labelled cells, whichever column they are of")
  func mean() throws {
    // Three cells of variance 2/3 and one pair of variance 4.
    let vector = try task(.mean, [[1, 2, 3], [1, .nan, 5]])
    #expect(abs(vector.priorLoss - (3 * (2.0 / 3) + 2 * 4) / 5) < 1e-15)
    #expect(abs(vector.initialLoss - (1 + 4 + 9 + 1 + 25) / 5.0) < 1e-14)
    #expect(vector.labelled == 5 && vector.missing == 1)
  }

  @Test("rows count by their weights")
  func weighted() throws {
    // Under weights 1 and 3: means 1.5 and 3, variances 0.75 and 12, both of weight 4.
    let vector = try task(.mean, [[0, 2], [-3, 5]], weights: [1, 3])
    #expect(abs(vector.priorLoss - (0.75 + 12) / 2) < 1e-15)
    // The second column has the weight 3 alone.
    let gaps = try task(.mean, [[0, 2, 2], [.nan, 5, 1]], weights: [1, 1, 2])
    #expect(abs(gaps.priorLoss - (4 * 0.75 + 3 * (32.0 / 9)) / 7) < 1e-14)
  }

  @Test(
    "a task of one label has its statistics to the last bit", arguments: LabelReduction.allCases)
  func single(reduction: LabelReduction) throws {
    let vector = try task(reduction, [[0.1, 0.7, .nan, 9]])
    #expect(vector.priorLoss == vector.labels[0].priorLoss)
    #expect(vector.initialLoss == vector.labels[0].initialLoss)
  }

  @Test("coverage is the share of labelled cells over the mean share")
  func coverage() throws {
    // All of four cells, half of four, and six of the eight of a task of two labels: 1, ½ and ¾.
    let tasks = [
      try task(.mean, [[1, 2, 3, 4]]), try task(.mean, [[1, 2, .nan, .nan]]),
      try task(.sum, [[1, 2, .nan, .nan], [5, 7, 1, 2]]),
    ]
    let coverage = TaskStatistics.coverage(tasks)
    #expect(zip(coverage, [4.0 / 3, 2.0 / 3, 1]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test("shares under equal weights are the prior losses' parts of their sum")
  func equalWeightShares() throws {
    let tasks = [try task(.mean, [[-1, 1]]), try task(.sum, [[-2, 2], [-1, 3], [1, 3]])]
    #expect(TaskStatistics.equalWeightShares(tasks) == [0.1, 0.9])
  }
}
