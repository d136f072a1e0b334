import Datasets
import Foundation
import Losses
import Testing
import Training

@Suite("Means of labels that are learnt as a transform")
struct SmearingTests {
  private static func label(
    _ transform: LabelTransform, _ loss: TaskLoss = .squaredError, values: [Double] = [1, 2, 4]
  ) -> Label {
    Label(
      name: "y", kind: .regression, loss: loss,
      transform: transform.fitted(to: WeightedValues(values)))
  }

  @Test("of a logarithm it is the mean factor of the residuals (Duan 1983)")
  func logarithm() throws {
    let label = Self.label(.logarithm)
    let (labels, predictions) = ([1.0, 8, 3, 20], [2.0, 5, 3, 10])
    let smearing = try #require(
      Smearing(label, rows: ScoredRows(predictions: predictions, labels: labels)))
    let factor = zip(labels, predictions).reduce(0) { $0 + $1.0 / $1.1 } / 4
    for (mean, median) in zip(smearing.means(of: [1, 100], label), [1.0, 100]) {
      #expect(abs(mean / (median * factor) - 1) < 1e-6)
    }
  }

  @Test("of a root it is the square plus what the residuals add to it")
  func squareRoot() throws {
    let label = Self.label(.squareRoot)
    let (labels, predictions) = ([4.0, 9, 25], [9.0, 4, 36])
    let residuals = [-1.0, 1, -1]
    let smearing = try #require(
      Smearing(label, rows: ScoredRows(predictions: predictions, labels: labels)))
    let expected = residuals.reduce(0) { $0 + (5 + $1) * (5 + $1) } / 3
    #expect(abs(smearing.means(of: [25], label)[0] - expected) < 1e-5)
  }

  @Test("quantiles stand for many residuals")
  func many() throws {
    let label = Self.label(.logarithm)
    let labels = (0..<20_000).map { exp(sin(Double($0))) }
    let smearing = try #require(
      Smearing(label, rows: ScoredRows(predictions: labels.map { _ in 1 }, labels: labels)))
    #expect(smearing.residuals.count == Smearing.mostResiduals)
    let mean = labels.reduce(0, +) / 20_000
    #expect(abs(smearing.means(of: [1], label)[0] / mean - 1) < 1e-3)
  }

  @Test("quantiles need none, as no rising function moves them; nor do labels without a transform")
  func none() {
    let rows = ScoredRows(predictions: [1, 2], labels: [2, 1])
    #expect(Smearing(Self.label(.logarithm, .absoluteError), rows: rows) == nil)
    #expect(Smearing(Self.label(.logarithm, .quantile(level: 0.9)), rows: rows) == nil)
    #expect(
      Smearing(Label(name: "y", kind: .regression, loss: .squaredError), rows: rows) == nil)
    let unlabelled = ScoredRows(predictions: [1], labels: [.nan])
    #expect(Smearing(Self.label(.logarithm), rows: unlabelled) == nil)
  }
}
