import Datasets
import Diagnosis
import Foundation
import Losses
import Statistics
import Testing
import Training

@Suite struct WorstRowsTests {
  /// Rows that cost what is said, or the square of the error.
  private func scored(
    _ label: LabelRequest, predictions: [Double], labels: [Double], weights: [Float]? = nil,
    losses: [Double]? = nil
  ) throws -> ScoredLabel {
    let values = label.kind.isClass ? [0, 1, 0, 1] : [0.0, 1, 2]
    let statistics = try LabelStatistics(label: label, values: values)
    let rows = ScoredRows(
      predictions: predictions, labels: labels, outputCount: statistics.label.outputCount,
      weights: weights)
    let losses = losses ?? zip(predictions, labels).map { ($0 - $1) * ($0 - $1) }
    return ScoredLabel(
      statistics, rows: rows, losses: losses, constantLosses: labels.map { _ in 1 })
  }

  private let number = LabelRequest(name: "y", kind: .regression, loss: .standard(for: .regression))

  @Test("the rows that cost most come first, whatever they count for; those without a label never")
  func numbers() throws {
    let worst = WorstRows(
      3,
      of: try scored(
        number, predictions: [1, 5, 3, 9, 40, 2], labels: [2, 5, 0, .nan, 4, 7],
        weights: [1, 1, 1, 1, 0, 0.5]))
    #expect(worst.rows.map(\.position) == [5, 2, 0])
    #expect(worst.rows.map(\.actual) == [7, 0, 2] && worst.rows.map(\.predicted) == [2, 3, 1])
    #expect(worst.rows.map(\.loss) == [25, 9, 1])
  }

  @Test("of classes there are their indices")
  func classes() throws {
    let sort = LabelRequest(
      name: "y", kind: .multiclass, loss: .standard(for: .multiclass), classes: ["a", "b", "c"])
    let worst = WorstRows(
      9,
      of: try scored(
        sort, predictions: [0.5, 0.3, 0.2, 0.1, 0.8, 0.1], labels: [2, 1],
        losses: [-log(0.2), -log(0.8)]))
    #expect(worst.rows.map(\.position) == [0, 1])
    #expect(worst.rows.map(\.actual) == [2, 1] && worst.rows.map(\.predicted) == [0, 1])
    let flag = LabelRequest(
      name: "y", kind: .binary, loss: .standard(for: .binary), classes: ["no", "yes"])
    let binary = WorstRows(
      1, of: try scored(flag, predictions: [0.4, 0.9], labels: [1, 1]))
    #expect(binary.rows.map(\.predicted) == [0] && binary.rows.map(\.actual) == [1])
  }

  @Test("rows that cost the same are in their order, and what is no number is worst")
  func ties() throws {
    let worst = WorstRows(
      2, of: try scored(number, predictions: [3, 3, 3, 3], labels: [3, 4, 2, 4]))
    #expect(worst.rows.map(\.position) == [1, 2])
    let lost = WorstRows(
      2, of: try scored(number, predictions: [3, 3], labels: [9, 4], losses: [36, .nan]))
    #expect(lost.rows.map(\.position) == [1, 0])
  }
}
