import Datasets
import Diagnosis
import Foundation
import Losses
import NeuralNetwork
import Testing

@Suite struct WorstRowsTests {
  private func head(_ kind: LabelKind, _ loss: TaskLoss, classes: [String] = [])
    -> HeadConfiguration
  {
    HeadConfiguration(
      label: Label(name: "y", kind: kind, loss: loss, classes: classes), location: 1, scale: 2,
      prior: classes.isEmpty ? [1] : classes.map { _ in 1 / Double(classes.count) })
  }

  @Test("the rows that cost most come first, whatever they count for; those without a label never")
  func numbers() {
    let worst = WorstRows(
      3, of: head(.regression, .squaredError), predictions: [1, 5, 3, 9, 40, 2],
      labels: [2, 5, 0, .nan, 4, 7], weights: [1, 1, 1, 1, 0, 0.5])
    #expect(worst.rows.map(\.position) == [5, 2, 0])
    #expect(worst.rows.map(\.actual) == [7, 0, 2] && worst.rows.map(\.predicted) == [2, 3, 1])
    for (row, loss) in zip(worst.rows, [25.0, 9, 1]) { #expect(abs(row.loss - loss) < 1e-5) }
  }

  @Test("of classes there are their indices, and −log of the true one's probability")
  func classes() {
    let worst = WorstRows(
      9, of: head(.multiclass, .crossEntropy, classes: ["a", "b", "c"]),
      predictions: [0.5, 0.3, 0.2, 0.1, 0.8, 0.1], labels: [2, 1], weights: nil)
    #expect(worst.rows.map(\.position) == [0, 1])
    #expect(worst.rows.map(\.actual) == [2, 1] && worst.rows.map(\.predicted) == [0, 1])
    for (row, probability) in zip(worst.rows, [0.2, 0.8]) {
      #expect(abs(row.loss + log(probability)) < 1e-5)
    }
    let binary = WorstRows(
      1, of: head(.binary, .binaryCrossEntropy, classes: ["no", "yes"]),
      predictions: [0.4, 0.9], labels: [1, 1], weights: nil)
    #expect(binary.rows.map(\.predicted) == [0] && binary.rows.map(\.actual) == [1])
  }

  @Test("rows that cost the same are in their order")
  func ties() {
    let worst = WorstRows(
      2, of: head(.regression, .absoluteError), predictions: [3, 3, 3, 3], labels: [3, 4, 2, 4],
      weights: nil)
    #expect(worst.rows.map(\.position) == [1, 2])
  }
}
