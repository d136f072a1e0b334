import Datasets
import Foundation
import Losses
import Statistics
import Testing

struct LabelStatisticsTests {
  private func task(
    _ kind: LabelKind, _ loss: TaskLoss, classes: [String] = []
  ) -> TaskRequest {
    TaskRequest(name: "y", kind: kind, loss: LossRequest(loss), classes: classes)
  }

  @Test("a small regression label has the figures one computes by hand")
  func regression() throws {
    let label = try LabelStatistics(
      task: task(.regression, .squaredError), values: [1, .nan, 2, 3, 6])
    let numbers = try #require(label.numbers)
    #expect(label.rows == 5 && label.labelled == 4 && label.missing == 1)
    #expect(numbers.mean == 3 && numbers.variance == 3.5)
    #expect(numbers.minimum == 1 && numbers.maximum == 6 && numbers.quantilesAreExact)
    #expect(numbers.quantiles[2] == 2.5)
    #expect(label.initialLoss == 12.5 && label.priorLoss == 3.5 && label.priorOutput == [3])
    #expect(label.location == 3 && label.scale == 3.5.squareRoot())
  }

  @Test("each loss has its own best constant")
  func bestConstants() throws {
    let values: [Double] = [0, 0, 1, 7]
    let absolute = try LabelStatistics(task: task(.regression, .absoluteError), values: values)
    #expect(absolute.priorOutput == [0.5] && absolute.priorLoss == 2 && absolute.initialLoss == 2)
    let count = try LabelStatistics(task: task(.count, .poissonDeviance), values: values)
    #expect(count.priorOutput == [2] && count.numbers?.zeros == 2)
    #expect(abs(count.priorLoss - 2 * (log(0.5) + 7 * log(3.5)) / 4) < 1e-12)
    #expect(abs(count.initialLoss - (2 * 7 * log(7.0) / 4 - 2 * (2 - 1))) < 1e-12)
    let huber = try LabelStatistics(
      task: TaskRequest(
        name: "y", kind: .regression, loss: try #require(LossRequest("huber"))), values: values)
    let deviation = try #require(huber.numbers).standardDeviation
    #expect(huber.task.loss == .huber(delta: deviation))
  }

  @Test("classes have frequencies, entropy and log K")
  func classes() throws {
    let label = try LabelStatistics(
      task: task(.multiclass, .crossEntropy, classes: ["a", "b", "c", "d"]),
      values: [0, 0, 1, 2, .nan])
    #expect(label.classes.map(\.rows) == [2, 1, 1, 0])
    #expect(label.priorOutput == [0.5, 0.25, 0.25, 0])
    #expect(abs(label.priorLoss - 1.5 * log(2.0)) < 1e-12)
    #expect(label.entropy == label.priorLoss && label.initialLoss == log(4.0))
    let binary = try LabelStatistics(
      task: task(.binary, .binaryCrossEntropy, classes: ["no", "yes"]), values: [0, 1, 0, 0])
    #expect(binary.priorOutput == [0.25] && binary.initialLoss == log(2.0))
  }

  @Test("rows without a label change nothing, and neither do rows that are not chosen")
  func missingRows() throws {
    for kind in [TaskLoss.squaredError, .absoluteError, .huber(delta: 1)] {
      let label = try LabelStatistics(task: task(.regression, kind), values: [1, 5, 2])
      let sparse = try LabelStatistics(
        task: task(.regression, kind), values: [.nan, 1, .nan, 5, 2, .nan])
      #expect(sparse.priorLoss == label.priorLoss && sparse.initialLoss == label.initialLoss)
      #expect(sparse.numbers == label.numbers)
      let chosen = try LabelStatistics(
        task: task(.regression, kind), values: [9, 1, 7, 5, 2], rows: [1, 3, 4])
      #expect(chosen == label)
    }
  }

  @Test("weights follow the rows that are chosen")
  func chosenWeights() throws {
    let label = try LabelStatistics(
      task: task(.regression, .squaredError), values: [9, 1, 5], rows: [1, 2], weights: [4, 3, 1])
    #expect(label.numbers?.mean == 2)
    #expect(label.priorLoss == 3)
  }

  @Test("a label with nothing to learn is an error that says so")
  func degenerate() {
    func error(_ task: TaskRequest, _ values: [Double]) -> String {
      do {
        _ = try LabelStatistics(task: task, values: values)
        return ""
      } catch {
        return error.description
      }
    }
    let number = task(.regression, .squaredError)
    #expect(
      error(number, [.nan, .nan])
        == "column \"y\": no row has a label; leave it out with ignored = \"y\"")
    #expect(error(number, [3, .nan, 3]).contains("all 2 labelled rows have the value 3"))
    let classes = task(.binary, .binaryCrossEntropy, classes: ["no", "yes"])
    for task in [number, classes] {
      #expect(
        throws: StatisticsError.noWeights(column: "y", labelled: 2),
        performing: {
          _ = try LabelStatistics(task: task, values: [0, 1, .nan], weights: [0, 0, 1])
        })
    }
    #expect(error(classes, [1, 1]).contains("have the value \"yes\""))
    #expect(error(classes, [1, 1]).contains("ignored = \"y\""))
    #expect(error(task(.count, .poissonDeviance), [1, -2]).contains("-2.0 is negative"))
    #expect(error(number, [1, .infinity]).contains("inf is not a finite number"))
  }

  @Test("shares under equal weights are the prior losses' parts of their sum")
  func equalWeightShares() throws {
    let small = try LabelStatistics(task: task(.regression, .squaredError), values: [-1, 1])
    let large = try LabelStatistics(task: task(.regression, .squaredError), values: [-3, 3])
    #expect(LabelStatistics.equalWeightShares([small, large]) == [0.1, 0.9])
  }

  @Test("statistics survive encoding")
  func encoding() throws {
    let label = try LabelStatistics(
      task: task(.regression, .huber(delta: 2)), values: [0.1, 0.7, .nan, 9])
    let data = try JSONEncoder().encode(label)
    #expect(try JSONDecoder().decode(LabelStatistics.self, from: data) == label)
  }
}
