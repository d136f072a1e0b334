internal import Datasets
internal import Foundation
package import LinearAlgebra
internal import Losses

extension MultiTaskNetwork {
  /// Turns the outputs of some rows into predictions in the labels' terms and appends them: a
  /// number in the label's units for regression and count, the probability of the positive class
  /// for binary, the probabilities of the classes for multiclass.
  ///
  /// - Parameters:
  ///   - outputs: rows × all outputs.
  ///   - predictions: For each label its predictions so far, row by row.
  package func appendPredictions(from outputs: Matrix, to predictions: inout [[Double]]) {
    for (index, label) in schedule.labels.enumerated() {
      let block = outputs.columns(label.columns)
      for row in 0..<outputs.rows {
        label.appendPrediction(block, row: row, to: &predictions[index])
      }
    }
  }
}

extension NetworkSchedule.LabelOutputs {
  fileprivate func appendPrediction(
    _ outputs: Matrix, row: Int, to predictions: inout [Double]
  ) {
    let link = configuration.link
    switch link {
    case .identity:
      predictions.append(configuration.label(outputs[row, 0]))
    case .log:
      // Beyond what a Float32 holds a mean is as large as it can be written.
      let mean = link.prediction(of: Double(outputs[row, 0]))
      predictions.append(min(mean, Double(Float.greatestFiniteMagnitude)))
    case .logit:
      predictions.append(link.prediction(of: Double(outputs[row, 0])))
    case .softmax:
      var highest = -Float.infinity
      for column in 0..<outputs.columns { highest = max(highest, outputs[row, column]) }
      var total = 0.0
      for column in 0..<outputs.columns { total += exp(Double(outputs[row, column] - highest)) }
      for column in 0..<outputs.columns {
        predictions.append(exp(Double(outputs[row, column] - highest)) / total)
      }
    }
  }
}
