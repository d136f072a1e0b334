import Datasets
import Foundation
import Losses
import NeuralNetwork
import Testing

struct PredictionLossTests {
  private let targets: [Float] = [1, .nan, 0, 2]
  private let weights: [Float] = [1, 5, 0.5, 2]

  private func head(
    _ kind: LabelKind, _ loss: TaskLoss, classes: [String] = [], prior: [Double] = [0.5],
    location: Double = 0, scale: Double = 1
  ) -> HeadConfiguration {
    HeadConfiguration(
      label: Label(name: "y", kind: kind, loss: loss, classes: classes), location: location,
      scale: scale, prior: prior)
  }

  @Test("squared errors are those of the label's own units")
  func squared() throws {
    let head = head(.regression, .squaredError, location: 10, scale: 4)
    // Targets are in units of the scale: the labels are 14, none, 10 and 18.
    let loss = PredictionLoss(head, targets: targets, weights: weights)
    let sum = 1.0 * 9 + 0.5 * 1 + 2 * 4
    #expect(loss.weight == 3.5)
    #expect(abs(loss.sum([11, 99, 11, 16]) - sum) < 1e-4)
    #expect(abs(try #require(loss.mean([11, 99, 11, 16])) - sum / 3.5) < 1e-4)
  }

  @Test("without weights every labelled row counts the same, and without a label there is no mean")
  func unweighted() {
    let head = head(.regression, .absoluteError, location: 0, scale: 1)
    let loss = PredictionLoss(head, targets: targets, weights: nil)
    #expect(loss.weight == 3)
    #expect(loss.mean([2, 0, 2, 2]) == 1)
    #expect(PredictionLoss(head, targets: [.nan], weights: nil).mean([1]) == nil)
  }

  @Test("binary cross-entropies are −log of the probability of what was true")
  func binary() {
    let head = head(.binary, .binaryCrossEntropy, classes: ["no", "yes"])
    let loss = PredictionLoss(head, targets: [1, 0, 1], weights: nil)
    let expected = -log(0.2) - log(0.7) - log(1e-20)
    #expect(abs(loss.sum([0.2, 0.3, 1e-20]) - expected) < 1e-4)
    // Certain and wrong: as far as Doubles tell it from certainty.
    #expect(abs(PredictionLoss(head, targets: [1], weights: nil).sum([0]) - 708.4) < 0.1)
    #expect(abs(PredictionLoss(head, targets: [0], weights: nil).sum([1]) - 36.7) < 0.1)
  }

  @Test("cross-entropies are −log of the true class's probability")
  func multiclass() {
    let head = head(
      .multiclass, .crossEntropy, classes: ["a", "b", "c"], prior: [0.2, 0.3, 0.5])
    let loss = PredictionLoss(head, targets: targets, weights: weights)
    let sum = -1 * log(0.1) - 0.5 * log(0.25) - 2 * log(0.6)
    let predictions = [0.3, 0.1, 0.6, 1, 0, 0, 0.25, 0.5, 0.25, 0.3, 0.1, 0.6]
    #expect(abs(loss.sum(predictions) - sum) < 1e-5)
  }

  @Test("each row's own loss is known, whatever it counts for, and none without a label")
  func rows() {
    let head = head(.regression, .squaredError, location: 10, scale: 4)
    let losses = PredictionLoss(head, targets: targets, weights: weights)
      .ofRows([11, 99, 11, 16])
    #expect(losses[1].isNaN)
    for (row, loss) in [(0, 9.0), (2, 1), (3, 4)] { #expect(abs(losses[row] - loss) < 1e-4) }
    let classes = self.head(
      .multiclass, .crossEntropy, classes: ["a", "b", "c"], prior: [0.2, 0.3, 0.5])
    let entropies = PredictionLoss(classes, targets: [1, 2], weights: nil)
      .ofRows([0.3, 0.1, 0.6, 0.3, 0.1, 0.6])
    #expect(abs(entropies[0] + log(0.1)) < 1e-5 && abs(entropies[1] + log(0.6)) < 1e-5)
  }

  @Test("Poisson deviances are those of the predicted counts")
  func count() {
    let head = head(.count, .poissonDeviance, prior: [1])
    let loss = PredictionLoss(head, targets: [3, 0], weights: nil)
    let first = 2 * (3 * log(3 / 2.0) - 1)
    let second = 2 * 0.25
    #expect(abs(loss.sum([2, 0.25]) - first - second) < 1e-5)
  }
}
