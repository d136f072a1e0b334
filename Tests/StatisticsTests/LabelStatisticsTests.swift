import Datasets
import Foundation
import Losses
import Statistics
import Testing

struct LabelStatisticsTests {
  private func task(
    _ kind: LabelKind, _ loss: TaskLoss, classes: [String] = []
  ) -> LabelRequest {
    LabelRequest(name: "y", kind: kind, loss: LossRequest(loss), classes: classes)
  }

  @Test("a small regression label has the figures one computes by hand")
  func regression() throws {
    let label = try LabelStatistics(
      label: task(.regression, .squaredError), values: [1, .nan, 2, 3, 6])
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
    let absolute = try LabelStatistics(label: task(.regression, .absoluteError), values: values)
    #expect(absolute.priorOutput == [0.5] && absolute.priorLoss == 2 && absolute.initialLoss == 2)
    let count = try LabelStatistics(label: task(.count, .poissonDeviance), values: values)
    #expect(count.priorOutput == [2] && count.numbers?.zeros == 2)
    #expect(abs(count.priorLoss - 2 * (log(0.5) + 7 * log(3.5)) / 4) < 1e-12)
    #expect(abs(count.initialLoss - (2 * 7 * log(7.0) / 4 - 2 * (2 - 1))) < 1e-12)
    let huber = try LabelStatistics(
      label: LabelRequest(
        name: "y", kind: .regression, loss: try #require(LossRequest("huber"))), values: values)
    let deviation = try #require(huber.numbers).standardDeviation
    #expect(huber.label.loss == .huber(delta: deviation))
  }

  @Test("classes have frequencies, entropy and log K")
  func classes() throws {
    let label = try LabelStatistics(
      label: task(.multiclass, .crossEntropy, classes: ["a", "b", "c", "d"]),
      values: [0, 0, 1, 2, .nan])
    #expect(label.classes.map(\.rows) == [2, 1, 1, 0])
    #expect(label.priorOutput == [0.5, 0.25, 0.25, 0])
    #expect(abs(label.priorLoss - 1.5 * log(2.0)) < 1e-12)
    #expect(label.entropy == label.priorLoss && label.initialLoss == log(4.0))
    let binary = try LabelStatistics(
      label: task(.binary, .binaryCrossEntropy, classes: ["no", "yes"]), values: [0, 1, 0, 0])
    #expect(binary.priorOutput == [0.25] && binary.initialLoss == log(2.0))
  }

  @Test("weights of classes move the prior to H(q), q in proportion to weight and frequency")
  func classWeights() throws {
    let sort = LabelRequest(
      name: "y", kind: .multiclass, loss: LossRequest(.crossEntropy), classes: ["a", "b", "c"],
      classWeighting: .weights(["a": 0.5, "c": 3]))
    let label = try LabelStatistics(label: sort, values: [0, 0, 0, 0, 1, 1, 2, .nan])
    #expect(label.label.classWeights == [0.5, 1, 3])
    let mass: [Double] = [4 * 0.5, 2 * 1, 1 * 3]
    let q = mass.map { $0 / 7 }
    #expect(zip(label.priorOutput, q).allSatisfy { abs($0 - $1) < 1e-12 })
    let entropy = -q.reduce(0.0) { $0 + $1 * log($1) }
    #expect(abs(label.priorLoss - entropy) < 1e-12)
    #expect(abs(label.initialLoss - log(3.0)) < 1e-12)
    #expect(label.weight == 7 && label.classes.map(\.rows) == [4, 2, 1])
    #expect(abs(label.classes[0].frequency - 4.0 / 7) < 1e-12)
    let flag = LabelRequest(
      name: "y", kind: .binary, loss: LossRequest(.binaryCrossEntropy), classes: ["no", "yes"],
      classWeighting: .balanced)
    let balanced = try LabelStatistics(label: flag, values: [0, 0, 0, 0, 0, 0, 0, 1])
    #expect(abs(balanced.priorOutput[0] - 0.5) < 1e-12)
    #expect(abs(balanced.priorLoss - log(2.0)) < 1e-12)
  }

  @Test("a transformed label has its constants on the scale on which it is learnt")
  func transformed() throws {
    let price = LabelRequest(
      name: "y", kind: .regression, loss: LossRequest(.squaredError), transform: .logarithm)
    let values = [0.0, 1, 2, 5].map { exp($0) }
    let label = try LabelStatistics(label: price, values: values)
    #expect(abs(label.location - 2) < 1e-12 && abs(label.scale - 3.5.squareRoot()) < 1e-12)
    #expect(abs(label.priorLoss - 3.5) < 1e-12 && abs(label.initialLoss - 7.5) < 1e-12)
    #expect(label.numbers?.maximum == exp(5.0))
    let mean = values.reduce(0, +) / 4
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / 4
    let own = try #require(label.transformed?.priorLossInLabelUnits)
    #expect(abs(own / variance - 1) < 1e-12)
    #expect(throws: StatisticsError.self) {
      try LabelStatistics(label: price, values: [0, 1, 2])
    }
  }

  @Test("rows without a label change nothing, and neither do rows that are not chosen")
  func missingRows() throws {
    for kind in [TaskLoss.squaredError, .absoluteError, .huber(delta: 1)] {
      let label = try LabelStatistics(label: task(.regression, kind), values: [1, 5, 2])
      let sparse = try LabelStatistics(
        label: task(.regression, kind), values: [.nan, 1, .nan, 5, 2, .nan])
      #expect(sparse.priorLoss == label.priorLoss && sparse.initialLoss == label.initialLoss)
      #expect(sparse.numbers == label.numbers)
      let chosen = try LabelStatistics(
        label: task(.regression, kind), values: [9, 1, 7, 5, 2], rows: [1, 3, 4])
      #expect(chosen == label)
    }
  }

  @Test("weights follow the rows that are chosen")
  func chosenWeights() throws {
    let label = try LabelStatistics(
      label: task(.regression, .squaredError), values: [9, 1, 5], rows: [1, 2], weights: [4, 3, 1])
    #expect(label.numbers?.mean == 2)
    #expect(label.priorLoss == 3)
  }

  @Test("a label with nothing to learn is an error that says so")
  func degenerate() {
    func error(_ task: LabelRequest, _ values: [Double]) -> String {
      do {
        _ = try LabelStatistics(label: task, values: values)
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
          _ = try LabelStatistics(label: task, values: [0, 1, .nan], weights: [0, 0, 1])
        })
    }
    #expect(error(classes, [1, 1]).contains("have the value \"yes\""))
    #expect(error(classes, [1, 1]).contains("ignored = \"y\""))
    #expect(error(task(.count, .poissonDeviance), [1, -2]).contains("-2.0 is negative"))
    #expect(error(number, [1, .infinity]).contains("inf is not a finite number"))
  }

  /// η − y + `offset`, which is negative where the offset is small, or overflows.
  private func sloped(_ domain: LossEntry.Domain, offset: Double) throws -> TaskLoss {
    let loss = LossEntry(
      named: "sloped", of: .regression, domain: domain,
      value: { $0 > 1e3 ? .infinity : abs($0 - $1) + offset },
      slope: { $0 > $1 ? 1 : $0 < $1 ? -1 : 0 })
    return try #require(TaskLoss(name: "sloped", among: .standard.adding([loss])))
  }

  @Test("a loss of the caller's own that cannot be divided by is an error that says so")
  func unusableLoss() throws {
    let negative = try #require(throws: StatisticsError.self) {
      try LabelStatistics(
        label: task(.regression, sloped(.all, offset: -5)), values: [1, 2, 6])
    }
    #expect(
      negative.description.hasPrefix(
        "column \"y\": the loss \"sloped\" of the prediction 2.0 is -3.33"))
    let infinite = try #require(throws: StatisticsError.self) {
      try LabelStatistics(
        label: task(.regression, sloped(.all, offset: 0)), values: [4000, 5000, 6000])
    }
    #expect(infinite.description.contains("is inf on average"))
    let sound = try LabelStatistics(
      label: task(.regression, sloped(.all, offset: 1)), values: [1, 2, 6])
    #expect(abs(sound.priorLoss - (5.0 / 3 + 1)) < 1e-12 && sound.initialLoss == 4)
  }

  @Test("labels outside the domain of a loss of the caller's own are named")
  func ownDomain() throws {
    for (domain, least) in [(LossEntry.Domain.nonNegative, -1.0), (.positive, 0)] {
      let error = try #require(throws: StatisticsError.self) {
        try LabelStatistics(
          label: task(.regression, sloped(domain, offset: 0)), values: [least, 2, 6])
      }
      #expect(error.description.hasPrefix("column \"y\": the value \(least) is n"))
      #expect(error.description.contains("sloped"))
    }
  }

  @Test("statistics survive encoding")
  func encoding() throws {
    let label = try LabelStatistics(
      label: task(.regression, .huber(delta: 2)), values: [0.1, 0.7, .nan, 9])
    let data = try JSONEncoder().encode(label)
    #expect(try JSONDecoder().decode(LabelStatistics.self, from: data) == label)
  }
}
