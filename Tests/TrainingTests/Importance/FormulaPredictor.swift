import Datasets
import Foundation
import Losses
import NeuralNetwork
import Statistics
import Training

/// Predicts a number, 2 x₀ − x₁² + x₀ x₂, and a flag, with the probability 1/(1 + exp(x₁ − 2 x₂)),
/// of four numbers, of which it ignores the last. All is in Double, as in a script.
struct FormulaPredictor: Predictor {
  let schema: Schema
  let heads: [HeadConfiguration]
  let statistics: [LabelStatistics]
  let reading = ReadingOptions()
  let calibration: ConformalCalibration? = nil

  /// What the constants are that its losses are compared with.
  static let (number, share) = (0.25, 0.4)

  init() throws {
    let encoding = Feature.Encoding.numeric(
      Standardisation(mean: 0, deviation: 1, indicatesMissing: false))
    statistics = try [
      LabelStatistics(
        label: LabelRequest(
          name: "number", kind: .regression, loss: .standard(for: .regression), classes: []),
        values: [-1, 0, 2]),
      LabelStatistics(
        label: LabelRequest(
          name: "flag", kind: .binary, loss: .standard(for: .binary), classes: ["no", "yes"]),
        values: [0, 1, 1]),
    ]
    schema = Schema(
      features: (0..<4).map { Feature(name: "x\($0)", encoding: encoding) },
      labels: statistics.map(\.label))
    heads = statistics.map {
      HeadConfiguration(
        label: $0.label, location: $0.location, scale: $0.scale, prior: $0.priorOutput)
    }
  }

  func predictions(for dataset: Dataset, rows: [Int32], threads: Int) -> [[Double]] {
    let x = (0..<4).map { index -> [Double] in
      guard case .numeric(let numbers)? = dataset["x\(index)"]?.values else { return [] }
      return rows.map { numbers[Int($0)] }
    }
    return [
      rows.indices.map { 2 * x[0][$0] - x[1][$0] * x[1][$0] + x[0][$0] * x[2][$0] },
      rows.indices.map { 1 / (1 + exp(x[1][$0] - 2 * x[2][$0])) },
    ]
  }

  func score(
    _ dataset: Dataset, labels: LabelledRows, rows: [Int32], threads: Int
  ) -> ScoredTable {
    let predictions = predictions(for: dataset, rows: rows, threads: threads)
    let truths = labels.values.map { values in rows.map { values[Int($0)] } }
    let weights = labels.weights.map { weights in rows.map { weights[Int($0)] } }
    func losses(_ truths: [Double], _ predictions: [Double], _ index: Int) -> [Double] {
      zip(truths, predictions).map { truth, prediction in
        index == 0
          ? (prediction - truth) * (prediction - truth)
          : -log(truth == 1 ? prediction : 1 - prediction)
      }
    }
    return ScoredTable(
      rows: rows, tasks: tasks,
      labels: statistics.indices.map { index in
        ScoredLabel(
          statistics[index],
          rows: ScoredRows(
            predictions: predictions[index], labels: truths[index], weights: weights),
          losses: losses(truths[index], predictions[index], index),
          constantLosses: losses(
            truths[index], rows.map { _ in index == 0 ? Self.number : Self.share }, index))
      })
  }
}
