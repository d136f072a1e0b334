internal import Foundation
internal import LinearAlgebra
internal import Losses

extension NetworkSchedule {
  /// Writes the outputs that stand for the mean of what members predict: of numbers in the label's
  /// units, of means of counts, of probabilities.
  ///
  /// - Parameters:
  ///   - outputs: Members' rows × all outputs.
  ///   - result: rows × all outputs.
  func writeMeanOutputs(of outputs: Matrix, to result: Matrix) {
    for label in labels {
      let (from, to) = (outputs.columns(label.columns), result.columns(label.columns))
      for row in 0..<result.rows {
        let members = from.rows(row * members..<(row + 1) * members)
        label.configuration.link.writeMean(of: members, to: to.rows(row..<row + 1))
      }
    }
  }
}

extension Link {
  /// The outputs whose prediction is the mean of some rows' predictions.
  ///
  /// - Parameters:
  ///   - rows: Those of classes become logarithms of their probabilities.
  ///   - mean: One row.
  fileprivate func writeMean(of rows: Matrix, to mean: Matrix) {
    let count = Double(rows.rows)
    switch self {
    case .identity:
      mean[0, 0] = Float((0..<rows.rows).reduce(0.0) { $0 + Double(rows[$1, 0]) } / count)
    case .log:
      mean[0, 0] = Float(logSum(rows.rows) { Double(rows[$0, 0]) } - Foundation.log(count))
    case .logit:
      // log σ(z) = −log(1 + e^−z), and 1 − σ(z) = σ(−z).
      let yes = logSum(rows.rows) { -softplus(-Double(rows[$0, 0])) }
      let no = logSum(rows.rows) { -softplus(Double(rows[$0, 0])) }
      mean[0, 0] = Float(yes - no)
    case .softmax:
      for row in 0..<rows.rows {
        let sum = logSum(rows.columns) { Double(rows[row, $0]) }
        for column in 0..<rows.columns {
          rows[row, column] = Float(Double(rows[row, column]) - sum)
        }
      }
      for column in 0..<rows.columns {
        let sum = logSum(rows.rows) { Double(rows[$0, column]) }
        mean[0, column] = Float(sum - Foundation.log(count))
      }
    }
  }
}

/// log(1 + eˣ).
private func softplus(_ x: Double) -> Double {
  max(x, 0) + log1p(exp(-abs(x)))
}

/// log Σ eˣ over some terms.
private func logSum(_ count: Int, _ term: (Int) -> Double) -> Double {
  var (highest, sum) = (-Double.infinity, 0.0)
  for index in 0..<count {
    let x = term(index)
    guard x > highest else {
      sum += x == highest ? 1 : exp(x - highest)
      continue
    }
    sum = sum * exp(highest - x) + 1
    highest = x
  }
  return highest + Foundation.log(sum)
}
