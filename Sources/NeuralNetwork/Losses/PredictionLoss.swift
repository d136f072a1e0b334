internal import Datasets
internal import Foundation
internal import LinearAlgebra
internal import Losses

/// What predictions of some rows cost, whoever made them: a mean of several networks' predictions
/// is no network's output.
package struct PredictionLoss {
  private let head: HeadConfiguration
  private let outputs: FloatBuffer
  private let labels: FloatBuffer
  private let rows: Int
  private let isWeighted: Bool
  /// The summed weight of the labelled rows.
  package let weight: Double

  /// - Parameters:
  ///   - head: The label.
  ///   - targets: One target a row, NaN where the label is missing.
  ///   - weights: One weight a row, or nil for all ones.
  package init(_ head: HeadConfiguration, targets: [Float], weights: [Float]?) {
    self.head = head
    rows = targets.count
    isWeighted = weights != nil
    outputs = FloatBuffer(count: rows * head.label.outputCount)
    labels = FloatBuffer(targets + (weights ?? []))
    weight = Self.slice(labels, rows: rows, isWeighted: isWeighted).labelledWeight
  }

  /// Σ weight · loss over the labelled rows, in the label's own units or nats.
  ///
  /// A probability that rounded to 0 counts as the smallest positive Double, and one of the first
  /// of two classes as 1 less the largest Double below 1: these cost 708 and 37 nats.
  ///
  /// - Parameter predictions: As `MultiTaskModel.predictions` has them, row by row.
  package func sum(_ predictions: [Double]) -> Double {
    head.loss(
      filled(predictions), Self.slice(labels, rows: rows, isWeighted: isWeighted), gradient: nil,
      normaliser: 0)
  }

  /// The mean loss; nil where no row is labelled.
  package func mean(_ predictions: [Double]) -> Double? {
    weight > 0 ? sum(predictions) / weight : nil
  }

  /// The loss of each row by itself, without its weight; NaN where it has no label, or the weight
  /// zero.
  package func ofRows(_ predictions: [Double]) -> [Double] {
    head.rowLosses(
      filled(predictions), Self.slice(labels, rows: rows, isWeighted: isWeighted))
  }

  /// The outputs of predictions, in the memory kept for them.
  private func filled(_ predictions: [Double]) -> Matrix {
    precondition(predictions.count == outputs.count, "predictions of each row")
    let columns = head.label.outputCount
    let matrix = outputs.matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        matrix[row, column] = head.output(of: predictions[row * columns + column])
      }
    }
    return matrix
  }

  private static func slice(_ labels: FloatBuffer, rows: Int, isWeighted: Bool) -> LabelSlice {
    LabelSlice(
      targets: labels.matrix(at: 0, rows: rows, columns: 1),
      rowWeights: isWeighted ? labels.matrix(at: rows, rows: rows, columns: 1) : nil)
  }
}

extension HeadConfiguration {
  /// The output of a prediction: of a class's probability among several its logarithm.
  fileprivate func output(of prediction: Double) -> Float {
    let least = Double.leastNormalMagnitude
    switch link {
    case .identity: return target(prediction)
    case .log, .softmax: return Float(Foundation.log(max(prediction, least)))
    case .logit:
      let other = max(1 - prediction, Double.ulpOfOne / 2)
      return Float(Foundation.log(max(prediction, least)) - Foundation.log(other))
    }
  }
}
